/* What a program is started with: its path and its environment. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "rx/spawn.h"

const char *
rx_spawn_beside(const char *tool, struct rx_arena *a)
{
	char	 self[4096], *slash;
	ssize_t	 n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	struct rx_span path;

	if (n <= 0)
		return NULL;
	self[n] = '\0';
	if ((slash = strrchr(self, '/')) == NULL)
		return NULL;
	*slash = '\0';
	path = rx_arena_printf(a, "%s/%s", self, tool);
	return path.p != NULL && access(path.p, X_OK) == 0 ? path.p : NULL;
}

char **
rx_spawn_env_without(struct rx_arena *a, const char *prefix)
{
	char	**clean, **v, **to;
	size_t	  n = 0;

	for (v = environ; *v != NULL; v++)
		n++;
	if ((clean = to = rx_arena_get(a, (n + 1) * sizeof(*clean))) == NULL)
		return NULL;
	for (v = environ; *v != NULL; v++)
		if (strncmp(*v, prefix, strlen(prefix)) != 0)
			*to++ = *v;
	return clean;
}

void
rx_spawn_env_drop(char **env, const char *name)
{
	size_t	 n = strlen(name);
	char	**to = env;

	for (; *env != NULL; env++)
		if (strncmp(*env, name, n) != 0 || (*env)[n] != '=')
			*to++ = *env;
	*to = NULL;
}
