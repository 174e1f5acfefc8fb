/* rx-testd: an HTTP/1.1 API server that does what a scenario says. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "rx/clock.h"
#include "rx/io.h"
#include "rx/opt.h"
#include "testd.h"

struct options {
	unsigned long		 port;
	const char		*port_file, *log, *tls;
	struct rx_opt_list	 set;
	double			 timeout;
	bool			 help;
};

static int
fail(const struct rx_err *e)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);

	rx_err_format(e, "rx-testd", &b);
	fwrite(b.p, 1, b.n, stderr);
	rx_buf_free(&b);
	return e->exit;
}

static int
help(const struct rx_opt *rows)
{
	struct rx_buf	b = RX_BUF_INIT(RX_BUF_TEXT);

	rx_opt_help(rows, "rx-testd", "[OPTIONS] SCENARIO", &b);
	fwrite(b.p, 1, b.n, stdout);
	rx_buf_free(&b);
	return 0;
}

/* NAME=VALUE, as --set has it: also in force after a reset. */
static bool
given(struct srv_scenario *sc, const struct rx_opt_list *set, struct rx_err *e)
{
	struct rx_span	one;
	size_t		i, eq;

	for (i = 0; i < set->n && i < 64; i++) {
		one = rx_span_of(set->v[i]);
		eq = rx_span_find(one, '=');
		if (eq == one.n)
			return rx_err_set(e, RX_USAGE, "--set wants NAME=VALUE: %s",
			    set->v[i]);
		sc->given.v[sc->given.n++] = (struct srv_pair){
		    { one.p, eq }, rx_span_cut(one, eq + 1) };
		srv_scenario_set(sc, sc->given.v[i].name, sc->given.v[i].value);
	}
	return true;
}

/* Tells where the server is, once it can be reached. */
static bool
announce(const struct srv_conf *conf, const char *port_file, struct rx_err *e)
{
	char	text[128];
	int	n;

	n = snprintf(text, sizeof(text), "http://127.0.0.1:%u\n", conf->ports[0]);
	if (conf->tls != NULL)
		n += snprintf(text + n, sizeof(text) - (size_t)n,
		    "https://127.0.0.1:%u\n", conf->ports[SRV_PORTS - 1]);
	if (port_file != NULL && !rx_file_write(port_file,
	    (struct rx_span){ text, (size_t)n }, 0644, e))
		return false;
	printf("%s", text);
	fflush(stdout);
	return true;
}

static bool
serve(const struct options *o, const char *path, struct rx_err *e)
{
	struct srv_scenario	sc = { .version = 1 };
	struct srv_conf		conf = { .scenario = &sc, .timeout = o->timeout };
	bool			ok;

	conf.ports[0] = (unsigned)o->port;
	conf.log.fd = -1;
	conf.log.started = rx_clock_mono();
	if (o->log != NULL)
		conf.log.fd = open(o->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
		    0644);
	if (o->log != NULL && conf.log.fd < 0)
		return rx_err_errno(e, "%s", o->log);
	ok = srv_scenario_load(&sc, path, e) && given(&sc, &o->set, e) &&
	    (o->tls == NULL || (conf.tls = srv_tls_open(o->tls, e)) != NULL) &&
	    srv_net_listen(&conf, e);
	snprintf(sc.other, sizeof(sc.other), "http://127.0.0.1:%u", conf.ports[1]);
	ok = ok && announce(&conf, o->port_file, e) && srv_net_run(&conf, e);
	srv_scenario_free(&sc);
	srv_tls_free(conf.tls);
	return ok;
}

int
main(int argc, char *argv[])
{
	static struct options	o = { .timeout = 900 };
	const struct rx_opt	rows[] = {
		{ 0, "port", RX_OPT_UINT, &o.port, "N", "listen on port N (any)" },
		{ 0, "port-file", RX_OPT_TEXT, &o.port_file, "FILE",
		    "write the URL into FILE too" },
		{ 0, "log", RX_OPT_TEXT, &o.log, "FILE",
		    "append a line of JSON for each request" },
		{ 0, "set", RX_OPT_LIST, &o.set, "NAME=VALUE",
		    "set a variable of the scenario" },
		{ 0, "tls", RX_OPT_TEXT, &o.tls, "FILE",
		    "serve https too; the certificate goes to FILE" },
		{ 0, "timeout", RX_OPT_TIME, &o.timeout, "SECONDS",
		    "exit after SECONDS (900)" },
		{ 'h', "help", RX_OPT_FLAG, &o.help, NULL, "show this help" },
		RX_OPT_END
	};
	struct rx_err		e = RX_ERR_INIT;

	rx_file_std();
	if (!rx_opt_parse(rows, &argc, argv, &e))
		return fail(&e);
	if (o.help)
		return help(rows);
	if (argc != 1) {
		rx_err_set(&e, RX_USAGE, "one scenario file is wanted");
		return fail(&e);
	}
	return serve(&o, argv[0], &e) ? 0 : fail(&e);
}
