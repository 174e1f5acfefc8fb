/* peak COMMAND [ARG ...]: runs it and prints its greatest memory, in KB, on
 * standard error; the status is the command's. */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int
main(int argc, char *argv[])
{
	struct rusage	used;
	int		status = 0;
	pid_t		pid;

	if (argc < 2 || (pid = fork()) == -1)
		return 2;
	if (pid == 0) {
		(void)execvp(argv[1], argv + 1);
		_exit(127);
	}
	if (wait4(pid, &status, 0, &used) == -1)
		return 2;
	fprintf(stderr, "%ld\n", used.ru_maxrss);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
