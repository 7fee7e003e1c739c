package io.centrifuge.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.centrifuge.Hint;
import io.centrifuge.KeyHash;
import io.centrifuge.Loss;
import io.centrifuge.lookup.Lookup;
import io.centrifuge.lookup.LossListener;
import io.centrifuge.testsupport.TcpProxy;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One lookup process of the random API test: its library, its network, and what it was told. */
final class CalledLookup implements LossListener {
    final TcpProxy gate;
    final Lookup lookup;
    boolean closed;

    /** Of each key, the highest number that a hint had; and the LSN that was seen last. */
    final Map<String, Long> highest = new HashMap<>();

    long lsn;

    /** When all was quiet last: of each key, the number that its hints had. */
    final Map<String, Long> agreed = new HashMap<>();

    private final String name;
    private final List<String> keys;

    // What the listener was told; guarded by this.
    private final Set<String> lostSinceQuiet = new HashSet<>();
    private long rangesLost;

    CalledLookup(String name, TestManager manager, List<String> keys) {
        this.name = name;
        this.keys = keys;
        this.gate = new TcpProxy(manager.address().port());
        this.lookup = Lookup.builder()
                .service(RandomCalls.SERVICE)
                .managers(gate.address())
                .lossListener(this)
                .clock(manager.clock())
                .build();
    }

    Hint lookup(String key, int form) {
        byte[] bytes = key.getBytes(UTF_8);
        return switch (form) {
            case 0 -> lookup.lookup(key);
            case 1 -> lookup.lookup(bytes);
            case 2 -> lookup.lookup(("<" + key + ">").getBytes(UTF_8), 1, bytes.length);
            default -> lookup.lookupOfHash(KeyHash.of(key));
        };
    }

    @Override
    public synchronized void lost(Loss loss) {
        keys.stream().filter(loss.ranges()::contains).forEach(lostSinceQuiet::add);
        loss.byCause().values().forEach(ranges -> rangesLost += ranges.size());
    }

    synchronized boolean wasToldOfLoss(String key) {
        return lostSinceQuiet.contains(key);
    }

    synchronized boolean countsWhatItWasTold() {
        return lookup.counters().rangesLost() == rangesLost;
    }

    /**
     * Forgets the losses that it was told of, and remembers the numbers of its hints from which on
     * losses count.
     *
     * @return false, and does neither, where a table came meanwhile or losses are yet to be told
     */
    synchronized boolean countsAgain() {
        long lsn = lookup.lsn();
        boolean isTold = countsWhatItWasTold();
        Map<String, Long> numbers = new HashMap<>();
        keys.forEach(key -> numbers.put(key, lookup.lookup(key).leaseNumber()));
        if (!isTold || lookup.lsn() != lsn) {
            return false;
        }
        agreed.putAll(numbers);
        lostSinceQuiet.clear();
        return true;
    }

    @Override
    public String toString() {
        return name;
    }
}
