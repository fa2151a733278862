#include <stdio.h>

int main(void)
{
	int i;
	printf("#define TABLE");
	for (i = 0; i < 16; i++)
		printf("%s %d", i ? "," : " {", i * i);
	puts(" }");
	return 0;
}
