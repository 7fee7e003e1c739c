package io.centrifuge.core.placement;

import io.centrifuge.KeyHash;
import io.centrifuge.OwnerId;
import io.centrifuge.core.key.RangeMap;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The paper's partitioner (section 3.1): each owner has a number of virtual nodes, each at the hash
 * of its name, and a node owns the keys from its own point up to the next one. One planned range a
 * virtual node; when an owner joins or leaves, only keys that it gains or had change their owner. A
 * pure function of who is in it, whatever the order in which they came. Immutable.
 */
public final class HashRing {
    private final int virtualNodes;

    /** Ascending. */
    private final OwnerId[] owners;

    /**
     * Unsigned ascending; where nodes meet on one point, by owner. Of these the first has the keys.
     */
    private final long[] points;

    /** Whose node is at each point, as an index of {@link #owners}. */
    private final int[] having;

    private HashRing(int virtualNodes, OwnerId[] owners, long[] points, int[] having) {
        this.virtualNodes = virtualNodes;
        this.owners = owners;
        this.points = points;
        this.having = having;
    }

    /**
     * The ring that has no owner.
     *
     * @param virtualNodes of each owner, at least 1
     */
    public static HashRing empty(int virtualNodes) {
        if (virtualNodes < 1) {
            throw new IllegalArgumentException(
                    "an owner must have 1 virtual node or more, but has " + virtualNodes);
        }
        return new HashRing(virtualNodes, new OwnerId[0], new long[0], new int[0]);
    }

    public boolean isEmpty() {
        return points.length == 0;
    }

    /** How many ranges are planned: one a virtual node, and the last goes round through 0. */
    public int ranges() {
        return points.length > 1 ? points.length + 1 : points.length;
    }

    /** Where the owner's virtual nodes are, in the order of their numbers. */
    public long[] pointsOf(OwnerId owner) {
        long[] found = new long[virtualNodes];
        for (int node = 0; node < virtualNodes; node++) {
            found[node] = KeyHash.of(owner.value() + '\n' + node);
        }
        return found;
    }

    /**
     * The ring with these owners, too. Costs them, and one pass over the ring.
     *
     * @param joiners of whom none is in it
     */
    public HashRing with(SortedSet<OwnerId> joiners) {
        if (joiners.isEmpty()) {
            return this;
        }
        SortedSet<OwnerId> all = new TreeSet<>(joiners);
        Collections.addAll(all, owners);
        if (all.size() != owners.length + joiners.size()) {
            throw new IllegalArgumentException("some of %s is in the ring".formatted(joiners));
        }
        OwnerId[] names = all.toArray(new OwnerId[0]);
        HashRing joining = sorted(joiners);
        return merge(names, renumbered(names), joining, joining.renumbered(names));
    }

    /** The ring without these owners. Costs one pass over it. */
    public HashRing without(SortedSet<OwnerId> leavers) {
        if (leavers.isEmpty()) {
            return this;
        }
        OwnerId[] names = Arrays.stream(owners)
                .filter(owner -> !leavers.contains(owner))
                .toArray(OwnerId[]::new);
        int[] numbers = numbers(names);
        long[] kept = new long[points.length];
        int[] keepers = new int[points.length];
        int size = 0;
        for (int i = 0; i < points.length; i++) {
            if (numbers[having[i]] >= 0) {
                kept[size] = points[i];
                keepers[size++] = numbers[having[i]];
            }
        }
        return new HashRing(
                virtualNodes, names, Arrays.copyOf(kept, size), Arrays.copyOf(keepers, size));
    }

    /** Of each owner its index in {@code names}; negative where it isn't there. */
    private int[] numbers(OwnerId[] names) {
        return Arrays.stream(owners)
                .mapToInt(owner -> Arrays.binarySearch(names, owner))
                .toArray();
    }

    private int[] renumbered(OwnerId[] names) {
        int[] numbers = numbers(names);
        return Arrays.stream(having).map(owner -> numbers[owner]).toArray();
    }

    /**
     * What {@code value} says of the owner of each key.
     *
     * @throws IllegalStateException if the ring is empty
     */
    public <V> RangeMap<V> map(Function<OwnerId, V> value) {
        if (isEmpty()) {
            throw new IllegalStateException("no key has an owner: the ring is empty");
        }
        List<V> values = Arrays.stream(owners).map(value).toList();
        long[] starts = new long[points.length + 1];
        int[] of = new int[points.length + 1];
        of[0] = having[indexOfFirst(points.length - 1)];
        int size = points[0] == 0 ? 0 : 1;
        for (int i = 0; i < points.length; i++) {
            if (i == 0 || points[i] != points[i - 1]) {
                starts[size] = points[i];
                of[size++] = having[i];
            }
        }
        return RangeMap.ofStarts(Arrays.copyOf(starts, size), i -> values.get(of[i]));
    }

    /** The first of the nodes that are at the same point. */
    private int indexOfFirst(int index) {
        int first = index;
        while (first > 0 && points[first - 1] == points[index]) {
            first--;
        }
        return first;
    }

    /** Two sorted sequences of nodes as one. */
    private HashRing merge(OwnerId[] names, int[] mine, HashRing joining, int[] others) {
        int size = points.length + joining.points.length;
        long[] merged = new long[size];
        int[] mergedHaving = new int[size];
        int i = 0;
        int j = 0;
        for (int at = 0; at < size; at++) {
            boolean takesMine = j == others.length
                    || (i < mine.length
                            && isBefore(points[i], mine[i], joining.points[j], others[j]));
            merged[at] = takesMine ? points[i] : joining.points[j];
            mergedHaving[at] = takesMine ? mine[i++] : others[j++];
        }
        return new HashRing(virtualNodes, names, merged, mergedHaving);
    }

    private static boolean isBefore(long point, int owner, long otherPoint, int otherOwner) {
        int order = Long.compareUnsigned(point, otherPoint);
        return order < 0 || (order == 0 && owner < otherOwner);
    }

    /** The ring of these owners alone. */
    private HashRing sorted(SortedSet<OwnerId> of) {
        OwnerId[] names = of.toArray(new OwnerId[0]);
        long[] unsorted = new long[Math.multiplyExact(names.length, virtualNodes)];
        for (int i = 0; i < names.length; i++) {
            System.arraycopy(pointsOf(names[i]), 0, unsorted, i * virtualNodes, virtualNodes);
        }
        long[] found = new long[unsorted.length];
        int[] foundHaving = new int[unsorted.length];
        int at = 0;
        for (int index : order(unsorted)) {
            found[at] = unsorted[index];
            foundHaving[at++] = index / virtualNodes;
        }
        sortAlmostSorted(found, foundHaving);
        return new HashRing(virtualNodes, names, found, foundHaving);
    }

    /**
     * The indices in the order of their points, but for points that differ only in as many low bits
     * as an index has: sorts plain numbers of which the low bits are the index.
     */
    private static int[] order(long[] points) {
        long low = (Long.highestOneBit(points.length) << 1) - 1;
        long[] keys = new long[points.length];
        for (int i = 0; i < points.length; i++) {
            keys[i] = ((points[i] ^ Long.MIN_VALUE) & ~low) | i;
        }
        Arrays.sort(keys);
        return Arrays.stream(keys).mapToInt(key -> (int) (key & low)).toArray();
    }

    private static void sortAlmostSorted(long[] points, int[] having) {
        for (int i = 1; i < points.length; i++) {
            long point = points[i];
            int owner = having[i];
            int to = i;
            while (to > 0 && isBefore(point, owner, points[to - 1], having[to - 1])) {
                points[to] = points[to - 1];
                having[to] = having[to - 1];
                to--;
            }
            points[to] = point;
            having[to] = owner;
        }
    }
}
