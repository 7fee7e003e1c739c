package io.centrifuge.simulation.scenario;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
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

    /** Such as {@code 3,17,22}; "all", "none". */
    @Override
    public String toString() {
        if (numbers == null) {
            return "all";
        }
        return numbers.isEmpty()
                ? "none"
                : numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /** The inverse of {@link #toString}. */
    public static KeptFaults parse(String text) {
        if (text.equals("all")) {
            return ALL;
        }
        SortedSet<Integer> numbers = new TreeSet<>();
        for (String number : text.equals("none") ? new String[0] : text.split(",", -1)) {
            if (!number.matches("[0-9]{1,9}")) {
                throw new IllegalArgumentException(("faults \"%s\" don't parse: write their numbers"
                                + " with commas, such as 3,17,22, or all, or none")
                        .formatted(text));
            }
            numbers.add(Integer.valueOf(number));
        }
        return new KeptFaults(numbers);
    }
}
