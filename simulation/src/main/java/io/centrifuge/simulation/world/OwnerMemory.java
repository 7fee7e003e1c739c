package io.centrifuge.simulation.world;

import io.centrifuge.core.message.Handover;
import io.centrifuge.core.owner.OwnerSnapshot;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.OwnerRef;
import io.centrifuge.simulation.world.ClientWrites.Write;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What one owner's application keeps in memory for the sampled keys, by the rules that an
 * application is told: a new lease number starts empty, unless "state since" says that the state
 * came along; then it is what the predecessor left for this owner.
 */
public final class OwnerMemory {
    private final ClientWrites writes;
    private final OwnerRef self;
    private final boolean stateOutlivesLease;
    private final long[] numbers;
    private final List<List<Write>> contents = new ArrayList<>();
    private final List<Deque<GivenUp>> givenUp = new ArrayList<>();

    /** A key that took its state over, as the lease says, and what was found of it. */
    private Deque<TookOver> tookOver = new ArrayDeque<>();

    private record GivenUp(long number, List<Write> content) {}

    /** A key whose state came along, by the word of its lease. */
    public record TookOver(int key, Lease lease, List<Write> content) {}

    OwnerMemory(ClientWrites writes, OwnerRef self, boolean stateOutlivesLease) {
        this.writes = writes;
        this.self = self;
        this.stateOutlivesLease = stateOutlivesLease;
        this.numbers = new long[writes.size()];
        for (int i = 0; i < numbers.length; i++) {
            contents.add(new ArrayList<>());
            givenUp.add(new ArrayDeque<>());
        }
    }

    /** Whether the owner shows a lease of the key, whether or not its term is over. */
    public boolean isOf(int key) {
        return numbers[key] != 0;
    }

    /** Whether the write is in memory. */
    public boolean has(int key, Write write) {
        return contents.get(key).contains(write);
    }

    /** What was taken over since this was asked last. */
    public Iterable<TookOver> takenOver() {
        if (tookOver.isEmpty()) {
            return List.of();
        }
        Deque<TookOver> taken = tookOver;
        tookOver = new ArrayDeque<>();
        return taken;
    }

    void put(int key, Write write) {
        List<Write> content = contents.get(key);
        content.add(write);
        if (content.size() > 64) {
            content.subList(0, 32).clear();
        }
    }

    /**
     * @param counts whether what is taken over now must be whole
     */
    void follow(OwnerSnapshot snapshot, boolean counts) {
        for (int key = 0; key < numbers.length; key++) {
            Lease lease = snapshot.leases().get(writes.key(key));
            if (lease.number() != numbers[key]) {
                if (numbers[key] != 0) {
                    ClientWrites.keepNewest(
                            givenUp.get(key),
                            new GivenUp(numbers[key], List.copyOf(contents.get(key))));
                }
                numbers[key] = lease.number();
                contents.set(key, new ArrayList<>(begin(key, lease)));
                if (counts && lease.stateSince() < lease.number()) {
                    tookOver.add(new TookOver(key, lease, List.copyOf(contents.get(key))));
                }
            }
        }
    }

    private List<Write> begin(int key, Lease lease) {
        return lease.stateSince() < lease.number()
                ? writes.takeOver(key, self, lease.stateSince(), lease.number())
                : List.of();
    }

    /** Leaves what was given up for the successor. */
    void handOn(Handover handover) {
        for (int key = 0; stateOutlivesLease && key < numbers.length; key++) {
            if (handover.range().contains(writes.key(key))) {
                for (GivenUp gone : givenUp.get(key)) {
                    if (gone.number() == handover.number()) {
                        writes.handOn(
                                key,
                                new ClientWrites.HandedOn(
                                        gone.number(), handover.successor(), gone.content()));
                    }
                }
            }
        }
    }
}
