package io.centrifuge.benchmarks;

/** What a benchmark is given, in an order of its own. Stateless. */
final class Arguments {
    private Arguments() {}

    /** The one at that place; ends the process with 2 if it is no such count, and says so. */
    static int count(String[] arguments, int at, String what, int least, int otherwise) {
        if (at >= arguments.length) {
            return otherwise;
        }
        String value = arguments[at];
        try {
            int count = Integer.parseInt(value);
            if (count >= least) {
                return count;
            }
        } catch (NumberFormatException noNumber) {
            // said below
        }
        System.err.printf(
                "argument %d, how many %s there are, must be a number from %d on, but is '%s'%n",
                at + 1, what, least, value);
        System.exit(2);
        return otherwise;
    }
}
