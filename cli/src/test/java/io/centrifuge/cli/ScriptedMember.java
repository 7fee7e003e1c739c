package io.centrifuge.cli;

import io.centrifuge.core.state.FormatRange;
import io.centrifuge.protocol.admin.MemberStatus;
import io.centrifuge.protocol.admin.MemberStatus.Membership;
import io.centrifuge.protocol.admin.StoreMember;
import io.centrifuge.protocol.client.ManagerAddress;
import io.centrifuge.protocol.v1.StoreServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.MalformedMessageException;
import io.centrifuge.protocol.wire.MemberCodec;
import io.centrifuge.testsupport.LoopbackServer;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A process on loopback that says of its member what the test says, and does as it is told. */
final class ScriptedMember extends StoreServiceGrpc.StoreServiceImplBase implements AutoCloseable {
    private final StoreMember self;
    private final LoopbackServer server;

    // All guarded by this.
    private final List<MemberStatus.Change> changes = new ArrayList<>();
    private final List<String> orders = new ArrayList<>();
    private Optional<Membership> membership = Optional.empty();
    private FormatRange reads = new FormatRange(1, 3);
    private boolean refusesToJoin;
    private boolean refusesChanges;
    private boolean joined;

    ScriptedMember(StoreMember self) {
        this.self = self;
        server = new LoopbackServer(this);
    }

    ManagerAddress address() {
        return new ManagerAddress("127.0.0.1", server.port());
    }

    synchronized void isIn(Membership group) {
        membership = Optional.of(group);
    }

    synchronized void refuseToJoin() {
        refusesToJoin = true;
    }

    synchronized void refuseChanges(boolean now) {
        refusesChanges = now;
    }

    synchronized void readFormats(int oldest, int newest) {
        reads = new FormatRange(oldest, newest);
    }

    /** What it was asked to commit of formats, in order. */
    synchronized List<String> orders() {
        return List.copyOf(orders);
    }

    synchronized boolean joined() {
        return joined;
    }

    /** Those that it made. */
    synchronized List<MemberStatus.Change> changes() {
        return List.copyOf(changes);
    }

    @Override
    public synchronized void describe(
            Wire.DescribeRequest request, StreamObserver<Wire.MemberStatus> reply) {
        answer(reply, MemberCodec.encode(new MemberStatus(self, reads, membership)));
    }

    @Override
    public synchronized void join(Wire.JoinRequest request, StreamObserver<Wire.JoinReply> reply) {
        if (refusesToJoin) {
            reply.onError(Status.FAILED_PRECONDITION
                    .withDescription("the disk is full")
                    .asRuntimeException());
            return;
        }
        joined = true;
        answer(reply, Wire.JoinReply.getDefaultInstance());
    }

    @Override
    public synchronized void listMember(
            Wire.ListMemberRequest request, StreamObserver<Wire.ListMemberReply> reply) {
        orders.add("list %s, which reads to %d"
                .formatted(request.getReads().getMember(), request.getReads().getNewest()));
        answer(reply, Wire.ListMemberReply.getDefaultInstance());
    }

    @Override
    public synchronized void strikeOutMember(
            Wire.StrikeOutMemberRequest request, StreamObserver<Wire.StrikeOutMemberReply> reply) {
        orders.add("strike out " + request.getMember());
        answer(reply, Wire.StrikeOutMemberReply.getDefaultInstance());
    }

    @Override
    public synchronized void changeMembers(
            Wire.ChangeMembersRequest request, StreamObserver<Wire.ChangeMembersReply> reply) {
        if (refusesChanges) {
            // This status is not tried again.
            reply.onError(Status.INVALID_ARGUMENT
                    .withDescription("the group is not changed")
                    .asRuntimeException());
            return;
        }
        try {
            MemberStatus.Change change = MemberCodec.decode(request);
            changes.add(change);
            membership = membership.map(group -> group.with(change.after()));
            answer(reply, Wire.ChangeMembersReply.getDefaultInstance());
        } catch (MalformedMessageException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private static <A> void answer(StreamObserver<A> reply, A answer) {
        reply.onNext(answer);
        reply.onCompleted();
    }

    @Override
    public void close() {
        server.close();
    }
}
