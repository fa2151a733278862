#include <stdio.h>

double plain_mean(const double *values, int count);

int main(int argc, char **argv)
{
	double values[8];
	int i;
	for (i = 0; i < 8; i++)
		values[i] = argc * i;
	printf("%s: %g\n", argv[0], plain_mean(values, 8));
	return 0;
}
