package io.centrifuge.examples.rendezvous;

import io.centrifuge.owner.Guarded;
import io.centrifuge.owner.Owner;
import io.centrifuge.owner.OwnershipChange;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The addresses that one back end keeps in memory, under its owner's leases. Any thread may call.
 *
 * <p>Invariant: an entry is answered only while its key has been held without a gap since the entry
 * was written. So whatever is left from an earlier lease is as good as gone; {@link #forget} only
 * frees its memory.
 */
final class AddressBook {
    private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

    /**
     * What a device published.
     *
     * @param lease the lease number under which it was written
     * @param publication the device's own count of what it published
     */
    private record Entry(String address, long lease, long publication) {
        /** A write that was overtaken must not undo what came after it. */
        static Entry newer(Entry present, Entry written) {
            boolean isOlder = written.lease < present.lease
                    || (written.lease == present.lease
                            && written.publication < present.publication);
            return isOlder ? present : written;
        }
    }

    /**
     * Keeps {@code address}, unless the device has published a later one under this lease.
     *
     * @param publication grows with everything that the device publishes; always 0 if it doesn't
     *     count, and then the last to arrive stays
     * @return whether the device may be told so: only if the key was held all the time
     */
    boolean publish(Owner owner, String device, String address, long publication) {
        Guarded<Entry> written = owner.whileHeld(device, lease -> {
            Entry entry = new Entry(address, lease.number(), publication);
            entries.merge(device, entry, Entry::newer);
            return entry;
        });
        if (written instanceof Guarded.Lost<Entry> lost) {
            entries.computeIfPresent(
                    device, (key, entry) -> entry.lease() <= lost.number() ? null : entry);
        }
        return written instanceof Guarded.Answer<Entry>;
    }

    /** Answers with the address, or empty if the device is unknown; "not held" is not an answer. */
    Guarded<Optional<String>> find(Owner owner, String device) {
        return owner.whileHeld(
                device,
                lease -> Optional.ofNullable(entries.get(device))
                        .filter(entry -> owner.checkLeaseContinuous(device, entry.lease()))
                        .map(Entry::address));
    }

    /** Drops what was written under leases that have ended. */
    void forget(OwnershipChange change) {
        if (!change.revoked().isEmpty()) {
            entries.entrySet()
                    .removeIf(entry ->
                            change.hasEnded(entry.getKey(), entry.getValue().lease()));
        }
    }

    int size() {
        return entries.size();
    }
}
