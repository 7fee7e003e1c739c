package io.centrifuge.simulation.scenario;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which of a seed's discrete faults happen: all of them, or those numbered. Immutable.
 *
 * @param numbers null for all
 */
public record KeptFaults(@Nullable SortedSet<Integer> numbers) {
    public static final KeptFaults ALL = new KeptFaults(null);

    public KeptFaults {
        numbers =
                numbers == null ? null : Collections.unmodifiableSortedSet(new TreeSet<>(numbers));
    }

    public boolean has(Fault fault) {
        return numbers == null || numbers.contains(fault.index());
    }

    /** Whether neither the fault {@code index} nor any later one happens. */
    boolean isBeyond(int index) {
        return numbers != null && (numbers.isEmpty() || index > numbers.last());
    }

    /** Such as {@code 3,17-22}; "all", "none". */
    @Override
    public String toString() {
        if (numbers == null) {
            return "all";
        }
        List<String> runs = new ArrayList<>();
        int first = -1;
        int last = -2;
        for (int number : numbers) {
            if (number != last + 1) {
                addRun(runs, first, last);
                first = number;
            }
            last = number;
        }
        addRun(runs, first, last);
        return runs.isEmpty() ? "none" : String.join(",", runs);
    }

    private static void addRun(List<String> runs, int first, int last) {
        if (first >= 0) {
            runs.add(first == last ? String.valueOf(first) : first + "-" + last);
        }
    }

    /**
     * The inverse of {@link #toString}.
     *
     * @throws IllegalArgumentException names the text and the remedy
     */
    public static KeptFaults parse(String text) {
        if (text.equals("all")) {
            return ALL;
        }
        SortedSet<Integer> numbers = new TreeSet<>();
        for (String run : text.equals("none") ? new String[0] : text.split(",", -1)) {
            if (!run.matches("[0-9]{1,6}(-[0-9]{1,6})?")) {
                throw new IllegalArgumentException(("faults \"%s\" don't parse: write their numbers"
                                + " with commas, such as 3,17-22, or all, or none")
                        .formatted(text));
            }
            String[] ends = run.split("-", -1);
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int number = Integer.parseInt(ends[0]); number <= last; number++) {
                numbers.add(number);
            }
        }
        return new KeptFaults(numbers);
    }
}
