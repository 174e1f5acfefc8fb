/*
 * tls: https with a certificate made at the start, for 127.0.0.1, localhost
 * and every name in example.com, so that sources with their own addresses can
 * be run with --connect-to and --cacert.
 */
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>

#include "testd.h"

#define DAY	86400L

struct srv_tls {
	SSL_CTX		*ctx;
	EVP_PKEY	*key;
	X509		*cert;
};

static bool
extension_add(X509 *cert, int nid, const char *value)
{
	X509V3_CTX	 ctx;
	X509_EXTENSION	*ext;
	bool		 ok;

	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, cert, cert, NULL, NULL, 0);
	ext = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
	ok = ext != NULL && X509_add_ext(cert, ext, -1) == 1;
	X509_EXTENSION_free(ext);
	return ok;
}

static X509 *
cert_make(EVP_PKEY *key)
{
	X509		*cert = X509_new();
	X509_NAME	*name;

	if (cert == NULL)
		return NULL;
	name = X509_get_subject_name(cert);
	if (X509_set_version(cert, 2) == 1 &&
	    ASN1_INTEGER_set(X509_get_serialNumber(cert), 1) == 1 &&
	    X509_gmtime_adj(X509_getm_notBefore(cert), -DAY) != NULL &&
	    X509_gmtime_adj(X509_getm_notAfter(cert), DAY) != NULL &&
	    X509_set_pubkey(cert, key) == 1 &&
	    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
	    (const unsigned char *)"rx-testd", -1, -1, 0) == 1 &&
	    X509_set_issuer_name(cert, name) == 1 &&
	    extension_add(cert, NID_basic_constraints, "critical,CA:TRUE") &&
	    extension_add(cert, NID_subject_alt_name, "IP:127.0.0.1,"
	    "DNS:localhost,DNS:example.com,DNS:*.example.com") &&
	    X509_sign(cert, key, EVP_sha256()) > 0)
		return cert;
	X509_free(cert);
	return NULL;
}

static bool
cert_write(X509 *cert, const char *path)
{
	FILE	*f = fopen(path, "w");
	bool	 ok;

	if (f == NULL)
		return false;
	ok = PEM_write_X509(f, cert) == 1;
	return fclose(f) == 0 && ok;
}

struct srv_tls *
srv_tls_open(const char *cert_file, struct rx_err *e)
{
	struct srv_tls	*tls = calloc(1, sizeof(*tls));

	if (tls == NULL) {
		rx_err_nomem(e);
		return NULL;
	}
	tls->key = EVP_EC_gen("P-256");
	tls->ctx = SSL_CTX_new(TLS_server_method());
	if (tls->key != NULL && tls->ctx != NULL &&
	    (tls->cert = cert_make(tls->key)) != NULL &&
	    SSL_CTX_use_certificate(tls->ctx, tls->cert) == 1 &&
	    SSL_CTX_use_PrivateKey(tls->ctx, tls->key) == 1 &&
	    cert_write(tls->cert, cert_file)) {
		SSL_CTX_set_mode(tls->ctx, SSL_MODE_ENABLE_PARTIAL_WRITE |
		    SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
		return tls;
	}
	rx_err_set(e, RX_FAILED, "no certificate: %s: %s", cert_file,
	    ERR_error_string(ERR_get_error(), NULL));
	srv_tls_free(tls);
	return NULL;
}

void
srv_tls_free(struct srv_tls *tls)
{
	if (tls == NULL)
		return;
	X509_free(tls->cert);
	EVP_PKEY_free(tls->key);
	SSL_CTX_free(tls->ctx);
	free(tls);
}

struct ssl_st *
srv_tls_accept(struct srv_tls *tls, int fd)
{
	SSL	*ssl = SSL_new(tls->ctx);

	if (ssl != NULL && SSL_set_fd(ssl, fd) == 1)
		SSL_set_accept_state(ssl);
	return ssl;
}

static bool
later(SSL *ssl, int result)
{
	int	why = SSL_get_error(ssl, result);

	ERR_clear_error();
	return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE;
}

long
srv_tls_read(struct ssl_st *ssl, char *p, size_t n)
{
	int	got = SSL_read(ssl, p, (int)n);

	return got > 0 ? got : later(ssl, got) ? -1 : 0;
}

long
srv_tls_write(struct ssl_st *ssl, const char *p, size_t n)
{
	int	put = SSL_write(ssl, p, n > 1 << 20 ? 1 << 20 : (int)n);

	return put > 0 ? put : later(ssl, put) ? -1 : -2;
}

void
srv_tls_close(struct ssl_st *ssl, bool properly)
{
	if (properly)
		SSL_shutdown(ssl);
	ERR_clear_error();
	SSL_free(ssl);
}
