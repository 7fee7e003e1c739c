package io.centrifuge.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.centrifuge.KeyRange;
import io.centrifuge.LeaseTiming;
import io.centrifuge.OwnerAddress;
import io.centrifuge.OwnerId;
import io.centrifuge.ServiceName;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.reference.ManagerFrame;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.reference.Unchanged;
import io.centrifuge.core.state.Lease;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The paper's figures: 100 owners of 64 ranges in some 200 KB, one owner's list in some 2 KB. */
class MessageSizeTest {
    private static final ServiceName SERVICE = new ServiceName("presence");
    private static final OwnerRef OWNER =
            new OwnerRef(new OwnerId("owner-17"), 0x9e3779b97f4a7c15L);
    private static final int RANGES_EACH = 64;

    /** Of a service some years old, and of one whose store was restored: high bits are set. */
    private static final long USUAL_LSN = 5_000_000;

    private static final long RESTORED_LSN = (1L << 56) + USUAL_LSN;

    /** How many records ago a range's state began. */
    private static final long USUAL_AGE = 70_000;

    @Test
    void tableOfSixThousandFourHundredPieces() {
        assertThat(size(table(100, "owner-%d", "10.0.0.%d:8080", USUAL_LSN, USUAL_AGE)))
                .isBetween(120_000, 165_000);
        assertThat(size(table(100, "owner-%d", "10.0.0.%d:8080", RESTORED_LSN, USUAL_AGE)))
                .isBetween(150_000, 200_000);
    }

    @Test
    void ownersListOfSixtyFourRanges() {
        assertThat(listSize(USUAL_LSN)).isBetween(1_500, 2_048);
        assertThat(listSize(RESTORED_LSN)).isBetween(1_500, 2_300);
    }

    @Test
    void ownersRequestOfSixtyFourRanges() {
        RangeMap<Long> held = owned().map(lease -> lease ? USUAL_LSN : 0L);
        OwnerRequest request = new OwnerRequest(
                SERVICE,
                OWNER,
                new OwnerAddress("10.0.0.17:8080"),
                3,
                1000,
                900,
                900,
                held,
                List.of(),
                false);
        assertThat(OwnerCodec.encode(new OwnerFrame.Whole(request)).getSerializedSize())
                .isBetween(1_000, 1_800);
    }

    /** Of 16 characters each: the service, the owner's id and, were it said again, its address. */
    @Test
    void unchangedRenewal() {
        ServiceName service = new ServiceName("presence-service");
        OwnerRef owner = new OwnerRef(new OwnerId("owner-0000000017"), OWNER.incarnation());
        Unchanged early = new Unchanged(service, owner, 3, 1000, 900, 900);
        assertThat(OwnerCodec.encode(early).getSerializedSize()).isLessThanOrEqualTo(80);
        assertThat(ManagerCodec.encode(early).getSerializedSize()).isLessThanOrEqualTo(80);

        // After ten years of the standard timing, in a store that was restored.
        Unchanged late =
                new Unchanged(service, owner, 1L << 56, 90_000_000, 90_000_000, 90_000_000);
        assertThat(OwnerCodec.encode(late).getSerializedSize()).isLessThanOrEqualTo(80);
        assertThat(ManagerCodec.encode(late).getSerializedSize()).isLessThanOrEqualTo(80);
    }

    @Test
    void worstTableOfEightThousandOwnersIsLetIn() {
        String id = "%d" + "x".repeat(196);
        String address = "h%d." + "a.".repeat(95) + "a";
        long lsn = Long.MAX_VALUE - 1;
        TableAnswer.Whole worst =
                table(8_000, id, address.substring(0, 190) + ":8080", lsn, lsn - 512_000);
        assertThat(size(worst)).isBetween(20_000_000, MessageSize.MAX_ANSWER_BYTES);
    }

    @Test
    void usualTableOfTwentyThousandOwnersIsLetIn() {
        TableAnswer.Whole usual =
                table(20_000, "owner-%d", "owner-%d.example:8080", USUAL_LSN, USUAL_AGE);
        assertThat(size(usual)).isBetween(20_000_000, MessageSize.MAX_ANSWER_BYTES);
    }

    private static int size(TableAnswer.Whole table) {
        return TableCodec.encode(table).getSerializedSize();
    }

    private static int listSize(long number) {
        RangeMap<Lease> leases =
                owned().map(owns -> owns ? new Lease(number, number - USUAL_AGE) : Lease.NONE);
        ManagerMessage.Leases list = new ManagerMessage.Leases(
                SERVICE, OWNER, 3, 1000, 1100, 1100, LeaseTiming.STANDARD, leases, List.of());
        return ManagerCodec.encode(new ManagerFrame.Whole(list)).getSerializedSize();
    }

    /** Where one of a hundred owners owns. */
    private static RangeMap<Boolean> owned() {
        List<Long> starts = starts(100 * RANGES_EACH);
        List<Piece<Boolean>> pieces = new ArrayList<>();
        for (int i = 0; i < RANGES_EACH; i++) {
            pieces.add(
                    new Piece<>(new KeyRange(starts.get(100 * i), starts.get(100 * i + 1)), true));
        }
        return RangeMap.of(false, pieces);
    }

    /** Each owner has 64 pieces, each with a number and a "state since" of its own. */
    private static TableAnswer.Whole table(
            int owners, String id, String address, long lsn, long age) {
        List<OwnerRef> refs = new ArrayList<>();
        SortedMap<OwnerRef, OwnerAddress> addresses = new TreeMap<>();
        for (int i = 0; i < owners; i++) {
            OwnerRef ref = new OwnerRef(new OwnerId(id.formatted(i)), OWNER.incarnation() + i);
            refs.add(ref);
            addresses.put(ref, new OwnerAddress(address.formatted(i)));
        }
        List<Long> starts = starts(owners * RANGES_EACH);
        List<Piece<LeaseEntry>> pieces = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            long end = i + 1 < starts.size() ? starts.get(i + 1) : 0;
            long number = lsn - i;
            pieces.add(new Piece<>(
                    new KeyRange(starts.get(i), end),
                    new LeaseEntry(refs.get(i % owners), number, number - age)));
        }
        return new TableAnswer.Whole(
                SERVICE, lsn, RangeMap.of(LeaseEntry.NEVER_LEASED, pieces), addresses);
    }

    /** Ascending, the first 0, the others spread as hashes are. */
    private static List<Long> starts(int count) {
        Random random = new Random(1);
        SortedSet<Long> starts = new TreeSet<>(Long::compareUnsigned);
        starts.add(0L);
        while (starts.size() < count) {
            starts.add(random.nextLong());
        }
        return List.copyOf(starts);
    }
}
