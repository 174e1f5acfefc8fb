/* Parameters whose names tell that their values are secret, in texts for people. */
#include <string.h>

#include "rx/redact.h"

static const char *const names[] = { "api_key", "apikey", "api-key", "key", "access_token",
	"accesstoken", "auth_token", "token", "id_token", "refresh_token", "client_secret",
	"secret", "password", "passwd", "pwd", "access_key", "private_key", "signature", "sig",
	"x-amz-signature", "x-amz-security-token" };

static bool
is_guarded(struct rx_span name)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (rx_span_is_nocase(name, names[i]))
			return true;
	return false;
}

/* A value ends where the query does, or with the next parameter. */
static size_t
value_length(const char *p)
{
	return strcspn(p, "&#;, \t\r\n\"'<>)");
}

void
rx_redact_names(char *text, size_t size)
{
	char *p = text;

	while ((p = strpbrk(p, "?&")) != NULL) {
		size_t name = strcspn(++p, "=?& \t\r\n"), value, rest;

		if (p[name] != '=' || !is_guarded((struct rx_span){ p, name }))
			continue;
		p += name + 1;
		value = value_length(p);
		rest = strlen(p + value) + 1;
		if (value == 0 || (size_t)(p - text) + 3 + rest > size)
			continue;
		memmove(p + 3, p + value, rest);
		memcpy(p, "***", 3);
	}
}

void
rx_redact_err_names(struct rx_err *e)
{
	rx_redact_names(e->what, sizeof(e->what));
	rx_redact_names(e->at, sizeof(e->at));
	rx_redact_names(e->got, sizeof(e->got));
	rx_redact_names(e->hint, sizeof(e->hint));
}
