package io.centrifuge.manager;

import io.centrifuge.protocol.v1.ClientServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.centrifuge.protocol.wire.ClusterCodec;
import io.grpc.stub.StreamObserver;

/** Tells owners and lookups who answers here. Any thread may call. */
final class ClientService extends ClientServiceGrpc.ClientServiceImplBase {
    private final Introductions introductions;

    ClientService(Introductions introductions) {
        this.introductions = introductions;
    }

    @Override
    public void introduce(Wire.IntroduceRequest request, StreamObserver<Wire.Introduction> reply) {
        introductions
                .current()
                .ifPresentOrElse(
                        who -> {
                            reply.onNext(ClusterCodec.encode(who));
                            reply.onCompleted();
                        },
                        () -> reply.onError(LookupService.storeNotRead().asRuntimeException()));
    }
}
