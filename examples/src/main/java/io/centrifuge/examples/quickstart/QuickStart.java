package io.centrifuge.examples.quickstart;

import io.centrifuge.Hint;
import io.centrifuge.LeaseCheck;
import io.centrifuge.lookup.Lookup;
import io.centrifuge.owner.Guarded;
import io.centrifuge.owner.Owner;
import io.centrifuge.owner.OwnershipChange;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Counts visits in memory: once for each key, at the one server that owns it. */
public final class QuickStart {
    /** A value is kept with the lease under which it was made. */
    private record Visits(int count, long lease) {}

    private final Map<String, Visits> visits = new ConcurrentHashMap<>();

    /** While the key is held: it counts on only if the key was held all the time since. */
    int visit(Owner owner, String key, LeaseCheck lease) {
        return visits.compute(key, (same, known) -> {
                    boolean counts =
                            known != null && owner.checkLeaseContinuous(key, known.lease());
                    return new Visits(counts ? known.count() + 1 : 1, lease.number());
                })
                .count();
    }

    /** Perhaps late: the range may be held again, under a higher number. */
    void forget(OwnershipChange change) {
        visits.entrySet()
                .removeIf(each -> change.hasEnded(each.getKey(), each.getValue().lease()));
    }

    public static void main(String[] args) {
        String managers = args.length > 0 ? args[0] : "127.0.0.1:7400";
        QuickStart server = new QuickStart();
        try (Owner owner = Owner.builder()
                        .service("visits")
                        .id("server-1")
                        .address("127.0.0.1:8080")
                        .managers(managers)
                        .listener(server::forget)
                        .build();
                Lookup lookup = Lookup.builder()
                        .service("visits")
                        .managers(managers)
                        .lossListener(loss -> System.out.println("state lost: " + loss))
                        .build()) {
            owner.start();
            lookup.start();
            for (int count = 0; count < 3; ) {
                Hint hint = lookup.lookup("Zoë"); // the caller's side: who owns it?
                if (hint.isKnown() // the owner's side: is it mine, now and still?
                        && owner.whileHeld("Zoë", lease -> server.visit(owner, "Zoë", lease))
                                instanceof Guarded.Answer<Integer> answer) {
                    System.out.println("Zoë at " + hint + ": visit " + answer.value());
                    count++;
                } else {
                    lookup.refused(hint); // asks a manager; try again a little later
                    LockSupport.parkNanos(50_000_000);
                }
            }
        }
    }
}
