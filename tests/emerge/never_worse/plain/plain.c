#include "table.h"

const int plain_table[] = TABLE;

double plain_mean(const double *values, int count)
{
	double sum = 0;
	int i;
	for (i = 0; i < count; i++)
		sum += values[i] * plain_table[i & 15];
	return sum / count;
}
