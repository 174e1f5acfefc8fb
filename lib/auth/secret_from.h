#ifndef RX_SECRET_FROM_H
#define RX_SECRET_FROM_H
/*
 * secret_from: the places that secrets come from, one function each.
 *
 * All return an enum rx_secret_found; found values live in the set's arena.
 * MISSING leaves err alone.
 */
#include "rx/arena.h"
#include "rx/node.h"
#include "rx/secret.h"

struct rx_secret_env;
struct rx_secret_known;

struct rx_secret_login {		/* netrc's entry for an origin */
	struct rx_span	origin, user, password;
	bool		found;
};

struct rx_secrets {
	const struct rx_secrets_conf *conf;
	struct rx_arena		 arena;
	struct rx_secret_env	*env;		/* taken out of the environment */
	struct rx_secret_known	*known;		/* found before */
	struct rx_node		*file;		/* the secrets file, once read */
	const char		*file_path;
	struct rx_node		*toml[2];	/* .dlt/secrets.toml here, in HOME */
	const char		*toml_path[2];
	bool			 file_read, toml_read;
	const char		*netrc_path;
	struct rx_span		 netrc_text;	/* once read */
	struct rx_secret_login	 login;		/* the last one asked for */
};

/* A whole file, or what a command prints, without one LF at the end. */
enum rx_secret_found rx_secret_from_path(struct rx_secrets *, const char *path,
	    struct rx_secret *, struct rx_err *);
enum rx_secret_found rx_secret_from_command(struct rx_secrets *, const char *command,
	    struct rx_secret *, struct rx_err *);
/* "env:VAR", "file:PATH", "cmd:COMMAND" */
enum rx_secret_found rx_secret_from_text(struct rx_secrets *, struct rx_span how,
	    struct rx_secret *, struct rx_err *);

enum rx_secret_found rx_secret_from_credentials(struct rx_secrets *, struct rx_span name,
	    struct rx_span origin, struct rx_secret *, struct rx_err *);
enum rx_secret_found rx_secret_from_file(struct rx_secrets *, struct rx_span name,
	    struct rx_span origin, struct rx_secret *, struct rx_err *);
enum rx_secret_found rx_secret_from_dlt(struct rx_secrets *, struct rx_span name,
	    struct rx_span origin, struct rx_secret *, struct rx_err *);
enum rx_secret_found rx_secret_from_netrc(struct rx_secrets *, struct rx_span name,
	    struct rx_span origin, struct rx_secret *, struct rx_err *);

/* The value of a file that holds secrets: refused (RX_REFUSED) when others can
 * read or write it, unless lax, which only warns.  MISSING: no such file. */
enum rx_secret_found rx_secret_read(struct rx_secrets *, const char *path, bool lax,
	    struct rx_span *text, struct rx_err *);
/* dlt's TOML, as far as it holds secrets: sections, key = "text" or a scalar.
 * A tree of objects; NULL: err names the line. */
struct rx_node	*rx_toml_parse(struct rx_arena *, struct rx_span text, struct rx_err *);

#endif
