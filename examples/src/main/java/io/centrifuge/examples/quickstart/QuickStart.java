package io.centrifuge.examples.quickstart;

import io.centrifuge.Hint;
import io.centrifuge.KeyHash;
import io.centrifuge.lookup.Lookup;
import io.centrifuge.owner.Guarded;
import io.centrifuge.owner.Owner;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Counts visits in memory: once for each key, at the one server that owns it. */
public final class QuickStart {
    public static void main(String[] args) {
        String managers = args.length > 0 ? args[0] : "127.0.0.1:7400";
        Map<String, Integer> visits = new ConcurrentHashMap<>();
        try (Owner owner = Owner.builder()
                        .service("visits")
                        .id("server-1")
                        .address("127.0.0.1:8080")
                        .managers(managers)
                        .listener(change -> change.revoked()
                                .forEach(gone -> visits.keySet()
                                        .removeIf(key -> gone.range().contains(KeyHash.of(key)))))
                        .build();
                Lookup lookup = Lookup.builder()
                        .service("visits")
                        .managers(managers)
                        .lossListener(lost -> System.out.println("state lost: " + lost))
                        .build()) {
            owner.start();
            lookup.start();
            for (int count = 0; count < 3; ) {
                Hint hint = lookup.lookup("Zoë"); // the caller's side: who owns it?
                if (hint.isKnown() // the owner's side: is it mine, now and still?
                        && owner.whileHeld("Zoë", lease -> visits.merge("Zoë", 1, Integer::sum))
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

    private QuickStart() {}
}
