package io.centrifuge.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.centrifuge.LeaseTiming;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.reference.Unchanged;
import io.centrifuge.protocol.v1.Wire;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule of {@code centrifuge.proto}, broken by a message that keeps all others. */
class MalformedMessageTest {
    private static final Wire.OwnerRef OWNER =
            Wire.OwnerRef.newBuilder().setId("owner-1").setIncarnation(-7).build();

    @Test
    void messagesThatKeepTheRulesAreTaken() throws MalformedMessageException {
        assertThat(OwnerCodec.decode(request().build()))
                .isInstanceOfSatisfying(
                        OwnerFrame.Whole.class,
                        whole -> assertThat(whole.request().held().size()).isEqualTo(4));
        assertThat(ManagerCodec.decode(leases(it -> {}))).isNotNull();
        assertThat(TableCodec.decode(whole(it -> {}))).isNotNull();
        assertThat(TableCodec.decode(changes(it -> {}))).isNotNull();
        assertThat(AdminCodec.decode(owners().build()).owners()).hasSize(1);
        assertThat(AdminCodec.decode(tableReply().build()).owners()).hasSize(1);
    }

    @Test
    void names() {
        refusedRequest(it -> it.setService(""), "OwnerRequest.service", "is empty");
        refusedRequest(it -> it.setService("x".repeat(201)), "OwnerRequest.service", "201 bytes");
        refusedRequest(it -> it.setService("a\u0007"), "OwnerRequest.service", "U+0007");
        refusedRequest(it -> it.setService(" a"), "OwnerRequest.service", "white space");
        refusedRequest(it -> it.clearOwner(), "OwnerRequest.owner is missing");
        refusedRequest(it -> it.getOwnerBuilder().setId(""), "OwnerRequest.owner.id", "is empty");
    }

    @ParameterizedTest
    @CsvSource({"''", "host", "host:", "host:0", "host:65536", ":80", "a b:80", "::1:80"})
    void addresses(String address) {
        refusedRequest(it -> it.setAddress(address), "OwnerRequest.address: owner address");
    }

    @Test
    void numbersOfRequests() {
        refusedRequest(it -> it.setTerm(-1), "OwnerRequest.term is 18446744073709551615");
        refusedRequest(it -> it.setSequence(0), "OwnerRequest.sequence is 0");
        refusedRequest(it -> it.setSequence(-1), "OwnerRequest.sequence is 1844674407370955");
        refusedRequest(it -> it.setSeen(Long.MIN_VALUE), "OwnerRequest.seen is 92233720368547758");
        refusedRequest(it -> it.setHandled(-1), "OwnerRequest.handled is 18446744073709551615");
        refusedRequest(
                it -> it.getHeldBuilder(1).setNumber(0),
                "OwnerRequest.held[1].number is 0, but must be above 0");
    }

    @Test
    void heldRanges() {
        refusedRequest(
                it -> it.getHeldBuilder(0).setEnd(10),
                "OwnerRequest.held[0]: a range must have start < end");
        refusedRequest(
                it -> it.getHeldBuilder(1).setStart(19),
                "OwnerRequest.held[1] is [0000000000000013,",
                "must start at or after the end");
        refusedRequest(it -> it.getHeldBuilder(0).setEnd(0), "OwnerRequest.held[1]");
        refusedRequest(
                it -> it.addHeld(held(0, 5, 9)),
                "OwnerRequest.held[2]",
                "must start at or after the end");
        refusedRequest(it -> it.addHeld(held(-1, 0, 9)).addHeld(held(0, 0, 9)), "held[3]");
    }

    @Test
    void handovers() {
        refusedRequest(
                it -> it.getTransferredBuilder(0).clearSuccessor(),
                "OwnerRequest.transferred[0].successor is missing");
        refusedRequest(
                it -> it.getTransferredBuilder(0).setNumber(0),
                "OwnerRequest.transferred[0].number is 0");
        refusedRequest(
                it -> it.getTransferredBuilder(0).setStart(9).setEnd(9),
                "OwnerRequest.transferred[0]: a range must");
        refusedRequest(
                it -> it.getTransferredBuilder(0).getSuccessorBuilder().setId("\n"),
                "OwnerRequest.transferred[0].successor.id");
    }

    @Test
    void managerMessages() {
        refused(() -> ManagerCodec.decode(manager().build()), "ManagerMessage says nothing");
        refused(
                () -> ManagerCodec.decode(
                        manager().setHello(Wire.Hello.getDefaultInstance()).build()),
                "ManagerMessage.hello.term is 0");
        refused(
                () -> ManagerCodec.decode(manager()
                        .setSuperseded(Wire.Superseded.newBuilder().setTerm(-3))
                        .build()),
                "ManagerMessage.superseded.term is 18446744073709551613");
        refused(
                () -> ManagerCodec.decode(manager()
                        .setOutOfStep(Wire.OutOfStep.newBuilder().setTerm(1).setSeen(-1))
                        .build()),
                "ManagerMessage.out_of_step.seen is");
        refused(
                () -> ManagerCodec.decode(manager()
                        .clearOwner()
                        .setNotLeading(Wire.NotLeading.getDefaultInstance())
                        .build()),
                "ManagerMessage.owner is missing");
    }

    @Test
    void lists() {
        refusedLeases(it -> it.setTerm(0), "ManagerMessage.leases.term is 0");
        refusedLeases(it -> it.setSequence(0), "ManagerMessage.leases.sequence is 0");
        refusedLeases(it -> it.setHandled(-1), "ManagerMessage.leases.handled is");
        refusedLeases(it -> it.clearTiming(), "ManagerMessage.leases.timing is missing");
        refusedLeases(
                it -> it.getLeasesBuilder(0).setNumber(0),
                "ManagerMessage.leases.leases[0].number is 0");
        refusedLeases(
                it -> it.getLeasesBuilder(0).setStateAge(8),
                "ManagerMessage.leases.leases[0].state_age is 8, above the number 7");
        refusedLeases(
                it -> it.addLeases(Wire.LeasedRange.newBuilder().setEnd(5).setNumber(1)),
                "ManagerMessage.leases.leases[1]",
                "must start at or after the end");
        refusedLeases(
                it -> it.addRecalls(Wire.Handover.newBuilder().setNumber(1)),
                "ManagerMessage.leases.recalls[0].successor is missing");
    }

    @Test
    void timing() {
        refusedLeases(it -> it.getTimingBuilder().setOwnerNanos(0), "timing.owner_nanos is 0");
        refusedLeases(it -> it.getTimingBuilder().setManagerNanos(-1), "timing.manager_nanos is");
        refusedLeases(it -> it.getTimingBuilder().setRenewalNanos(0), "timing.renewal_nanos is 0");
        refusedLeases(
                it -> it.getTimingBuilder().setRateBound(0.9), "timing: the clock rate bound");
        refusedLeases(
                it -> it.getTimingBuilder().setRateBound(Double.NaN),
                "timing: the clock rate bound");
        refusedLeases(
                it -> it.getTimingBuilder().setOwnerNanos(Long.MAX_VALUE),
                "timing: the times of a lease must be above 0 and at most a day");
        refusedLeases(it -> it.getTimingBuilder().setManagerNanos(Long.MAX_VALUE), "at most a day");
        refusedLeases(it -> it.getTimingBuilder().setRenewalNanos(Long.MAX_VALUE), "at most a day");
        refusedLeases(
                it -> it.getTimingBuilder().setRenewalNanos(5_000_000_000L),
                "at least four renewal periods");
    }

    @Test
    void tableAnswers() {
        refused(
                () -> TableCodec.decode(
                        Wire.TableAnswer.newBuilder().setService("s").build()),
                "TableAnswer says nothing");
        refused(
                () -> TableCodec.decode(Wire.TableAnswer.newBuilder()
                        .setService("s")
                        .setBehind(Wire.Behind.newBuilder().setLsn(-1))
                        .build()),
                "TableAnswer.behind.lsn is");
        refused(
                () -> TableCodec.decode(Wire.WatchRequest.newBuilder()
                        .setService("s")
                        .setLsn(-1)
                        .build()),
                "WatchRequest.lsn is");
    }

    @Test
    void wholeTables() {
        refusedWhole(it -> it.setLsn(-1), "TableAnswer.whole.lsn is");
        refusedWhole(it -> it.clearEntries(), "TableAnswer.whole.entries must begin");
        refusedWhole(
                it -> it.getEntriesBuilder(0).setStart(1),
                "TableAnswer.whole.entries must begin with one that starts at 0");
        refusedWhole(
                it -> it.getEntriesBuilder(1).setStart(0),
                "TableAnswer.whole.entries[1] starts at 0 again");
        refusedWhole(it -> it.addEntries(entry(99, 0, 0, 0)), "TableAnswer.whole.entries[1]");
        refusedWhole(it -> it.addEntries(entry(100, 0, 0, 0)), "TableAnswer.whole.entries[1]");
        refusedWhole(
                it -> it.getEntriesBuilder(0).clearState(),
                "TableAnswer.whole.entries[0].state is missing");
        refusedWhole(
                it -> it.addHolders(it.getHolders(0)),
                "TableAnswer.whole.holders[1] names owner-1#fffffffffffffff9 for the second time");
        refusedWhole(
                it -> it.getHoldersBuilder(0).clearOwner(),
                "TableAnswer.whole.holders[0].owner is missing");
        refusedWhole(
                it -> it.getHoldersBuilder(0).setAddress("nowhere"),
                "TableAnswer.whole.holders[0].address: owner address \"nowhere\"");
    }

    @ParameterizedTest
    @CsvSource({
        "2, 7, 0, holder is 2",
        "-1, 7, 0, holder is 4294967295",
        "1, 0, 0, number is 0",
        "1, -7, 0, number is 18446744073709551609",
        "0, -7, 0, number is 18446744073709551609",
        "1, 7, 1, state_offset is 1",
        "1, 7, -8, state_offset is -8",
        "0, 7, -8, state_offset is -8",
        "0, 9223372036854775807, 1, state_offset is 1",
        "0, 1, 9223372036854775807, state_offset is 9223372036854775807",
        "0, 0, -9223372036854775808, state_offset is -9223372036854775808",
    })
    void leaseStates(int holder, long number, long offset, String problem) {
        Wire.Entry entry = entry(0, holder, number, offset);
        refusedWhole(
                it -> it.setEntries(0, entry), "TableAnswer.whole.entries[0].state." + problem);
        refused(
                () -> TableCodec.decode(
                        changes(it -> it.getEntriesBuilder(0).setState(entry.getState()))),
                "TableAnswer.changes.entries[0].state." + problem);
        refused(
                () -> AdminCodec.decode(tableReply().setEntries(0, entry).build()),
                "TableReply.entries[0].state." + problem);
    }

    @Test
    void tableChanges() {
        refusedChanges(it -> it.setSince(9), "TableAnswer.changes.since is 9, above the LSN 8");
        refusedChanges(it -> it.setSince(-1), "TableAnswer.changes.since is");
        refusedChanges(it -> it.setLsn(-1), "TableAnswer.changes.lsn is");
        refusedChanges(it -> it.addEntries(it.getEntries(0)), "TableAnswer.changes.entries[1]");
        refusedChanges(
                it -> it.getEntriesBuilder(0).clearState(),
                "TableAnswer.changes.entries[0].state is missing");
    }

    @Test
    void ownersReplies() {
        refusedOwner(it -> it.setRanges(-1), "ranges must be 0 or more");
        refusedOwner(it -> it.setShare(1.1), "share must be from 0 to 1");
        refusedOwner(it -> it.setShare(Double.NaN), "share must be from 0 to 1");
        refusedOwner(it -> it.setJoinedAt(0), "joined at must be above 0");
        refusedOwner(it -> it.clearState(), "OwnersReply.owners[0].state is 0, which is unknown");
        refusedOwner(it -> it.setStateValue(9), "OwnersReply.owners[0].state is 9");
        refused(
                () -> AdminCodec.decode(
                        owners().addOwners(owners().getOwners(0)).build()),
                "owner owner-1#fffffffffffffff9 is named twice");
        refused(() -> AdminCodec.decode(owners().setLsn(-1).build()), "OwnersReply: an LSN");
    }

    @Test
    void tableReplies() {
        refused(
                () -> AdminCodec.decode(
                        tableReply().addOwners(tableReply().getOwners(0)).build()),
                "TableReply.owners[1] names owner-1#fffffffffffffff9 for the second time");
        refused(() -> AdminCodec.decode(tableReply().setLsn(-1).build()), "TableReply.lsn is");
    }

    @Test
    void orders() {
        refused(
                () -> AdminCodec.decode(
                        Wire.DrainRequest.newBuilder().setService("s").build()),
                "DrainRequest.owner: owner id is empty");
        refused(
                () -> AdminCodec.decode(
                        Wire.UndrainRequest.newBuilder().setService("s").build()),
                "UndrainRequest.owner: owner id is empty");
        refused(
                () -> AdminCodec.decode(
                        Wire.EvictRequest.newBuilder().setService("s").build()),
                "EvictRequest.owner: owner id is empty");
        refused(
                () -> AdminCodec.decode(Wire.RemoveServiceRequest.getDefaultInstance()),
                "RemoveServiceRequest.service: service name is empty");
        refused(
                () -> AdminCodec.decode(
                        Wire.CordonRequest.newBuilder().setService("s").build()),
                "CordonRequest.cordon covers nobody");
        refused(
                () -> AdminCodec.decode(Wire.DrainReply.getDefaultInstance()),
                "DrainReply.outcome is 0, which is unknown");
        refused(
                () -> AdminCodec.decode(
                        Wire.DrainReply.newBuilder().setOutcomeValue(77).build()),
                "DrainReply.outcome is 77, which is unknown");
        refused(
                () -> AdminCodec.decode(Wire.TableRequest.getDefaultInstance()),
                "TableRequest.service: service name is empty");
    }

    @Test
    void statuses() {
        refused(
                () -> StatusCodec.decode(Wire.StatusReply.getDefaultInstance()),
                "StatusReply.leader is missing");
    }

    private static Wire.HeldRange held(long start, long end, long number) {
        return Wire.HeldRange.newBuilder()
                .setStart(start)
                .setEnd(end)
                .setNumber(number)
                .build();
    }

    @Test
    void whatRefersToAListSaysNothingOfItsOwn() throws MalformedMessageException {
        assertThat(OwnerCodec.decode(reference().build())).isInstanceOf(Unchanged.class);
        refusedReference(it -> it.setTerm(0), "OwnerRequest.term is 0, but must be above 0");
        refusedReference(it -> it.setHandled(0), "OwnerRequest.handled is 0, but must be above 0");
        refusedReference(it -> it.setAddress("a:1"), "OwnerRequest.address must be absent");
        refusedReference(it -> it.addHeld(held(10, 20, 5)), "OwnerRequest.held must be absent");
        refusedReference(
                it -> it.addAllTransferred(request().getTransferredList()),
                "OwnerRequest.transferred must be absent");
        refusedReference(it -> it.setRetiring(true), "OwnerRequest.retiring must be absent");
        refusedReference(it -> it.setLeaving(true), "OwnerRequest.leaving must be absent");
        refusedReference(it -> it.setKindValue(3), "OwnerRequest.kind is unknown: 3");
        refusedReference(
                it -> it.setKind(Wire.RequestKind.REQUEST_KIND_UNRESOLVED),
                "OwnerRequest.handled must be absent");
    }

    @Test
    void aListThatRefersToAnotherHasAllNumbers() {
        Wire.Unchanged.Builder list =
                Wire.Unchanged.newBuilder().setTerm(1).setSequence(2).setSeen(3);
        refused(
                () -> ManagerCodec.decode(manager().setUnchanged(list).build()),
                "ManagerMessage.unchanged.handled is 0, but must be above 0");
        Wire.Unresolved.Builder wanted = Wire.Unresolved.newBuilder().setTerm(1);
        refused(
                () -> ManagerCodec.decode(manager().setUnresolved(wanted).build()),
                "ManagerMessage.unresolved.seen is 0, but must be above 0");
    }

    private static Wire.OwnerRequest.Builder reference() {
        return Wire.OwnerRequest.newBuilder()
                .setService("presence")
                .setOwner(OWNER)
                .setTerm(1)
                .setSequence(4)
                .setSeen(3)
                .setHandled(3)
                .setKind(Wire.RequestKind.REQUEST_KIND_UNCHANGED);
    }

    private static void refusedReference(
            Consumer<Wire.OwnerRequest.Builder> change, String... says) {
        Wire.OwnerRequest.Builder message = reference();
        change.accept(message);
        refused(() -> OwnerCodec.decode(message.build()), says);
    }

    /** Holds [10, 20) and [20, 30); handed on [40, 2^64). */
    private static Wire.OwnerRequest.Builder request() {
        return Wire.OwnerRequest.newBuilder()
                .setService("presence")
                .setOwner(OWNER)
                .setAddress("10.0.0.7:8080")
                .setSequence(1)
                .addHeld(held(10, 20, 5))
                .addHeld(held(20, 30, 6))
                .addTransferred(
                        Wire.Handover.newBuilder().setStart(40).setNumber(4).setSuccessor(OWNER));
    }

    private static Wire.ManagerMessage.Builder manager() {
        return Wire.ManagerMessage.newBuilder().setService("presence").setOwner(OWNER);
    }

    private static Wire.ManagerMessage leases(Consumer<Wire.Leases.Builder> change) {
        Wire.ManagerMessage.Builder message = manager();
        change.accept(message.getLeasesBuilder()
                .setTerm(2)
                .setSequence(3)
                .setTiming(TimingCodec.encode(LeaseTiming.STANDARD))
                .addLeases(Wire.LeasedRange.newBuilder().setEnd(10).setNumber(7).setStateAge(7)));
        return message.build();
    }

    private static Wire.Entry entry(long start, int holder, long number, long offset) {
        return Wire.Entry.newBuilder()
                .setStart(start)
                .setState(Wire.LeaseState.newBuilder()
                        .setHolder(holder)
                        .setNumber(number)
                        .setStateOffset(offset))
                .build();
    }

    private static Wire.TableAnswer whole(Consumer<Wire.WholeTable.Builder> change) {
        Wire.TableAnswer.Builder message = Wire.TableAnswer.newBuilder().setService("presence");
        change.accept(message.getWholeBuilder()
                .setLsn(8)
                .addHolders(Wire.Holder.newBuilder().setOwner(OWNER).setAddress("a:1"))
                .addEntries(entry(0, 1, 7, -2))
                .addEntries(entry(100, 0, 0, 0)));
        return message.build();
    }

    private static Wire.TableAnswer changes(Consumer<Wire.TableChanges.Builder> change) {
        Wire.TableAnswer.Builder message = Wire.TableAnswer.newBuilder().setService("presence");
        change.accept(message.getChangesBuilder()
                .setSince(6)
                .setLsn(8)
                .addHolders(Wire.Holder.newBuilder().setOwner(OWNER).setAddress("a:1"))
                .addEntries(Wire.ChangedEntry.newBuilder()
                        .setEnd(100)
                        .setState(entry(0, 1, 7, -2).getState())));
        return message.build();
    }

    private static Wire.OwnersReply.Builder owners() {
        return Wire.OwnersReply.newBuilder()
                .setService("presence")
                .addOwners(Wire.OwnerStatus.newBuilder()
                        .setOwner(OWNER)
                        .setAddress("a:1")
                        .setState(Wire.OwnerState.OWNER_STATE_ACTIVE)
                        .setJoinedAt(1));
    }

    private static Wire.TableReply.Builder tableReply() {
        return Wire.TableReply.newBuilder()
                .setService("presence")
                .addOwners(Wire.TableOwner.newBuilder()
                        .setOwner(OWNER)
                        .setAddress("a:1")
                        .setState(Wire.OwnerState.OWNER_STATE_DRAINING)
                        .setJoinedAt(1))
                .addEntries(entry(0, 1, 7, 0));
    }

    private static void refusedRequest(Consumer<Wire.OwnerRequest.Builder> change, String... says) {
        Wire.OwnerRequest.Builder message = request();
        change.accept(message);
        refused(() -> OwnerCodec.decode(message.build()), says);
    }

    private static void refusedLeases(Consumer<Wire.Leases.Builder> change, String... says) {
        refused(() -> ManagerCodec.decode(leases(change)), says);
    }

    private static void refusedWhole(Consumer<Wire.WholeTable.Builder> change, String... says) {
        refused(() -> TableCodec.decode(whole(change)), says);
    }

    private static void refusedChanges(Consumer<Wire.TableChanges.Builder> change, String... says) {
        refused(() -> TableCodec.decode(changes(change)), says);
    }

    private static void refusedOwner(Consumer<Wire.OwnerStatus.Builder> change, String says) {
        Wire.OwnersReply.Builder reply = owners();
        change.accept(reply.getOwnersBuilder(0));
        refused(() -> AdminCodec.decode(reply.build()), says);
    }

    private static void refused(ThrowingCallable decoding, String... says) {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(decoding)
                .satisfies(refusal -> assertThat(refusal.getMessage()).contains(says));
    }
}
