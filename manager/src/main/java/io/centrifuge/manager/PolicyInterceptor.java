package io.centrifuge.manager;

import io.centrifuge.protocol.security.Permission;
import io.centrifuge.protocol.security.RefusalLog;
import io.centrifuge.protocol.security.ServerTls;
import io.centrifuge.protocol.v1.ClientServiceGrpc;
import io.centrifuge.protocol.v1.LookupServiceGrpc;
import io.centrifuge.protocol.v1.OwnerServiceGrpc;
import io.centrifuge.protocol.v1.Wire;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.health.v1.HealthGrpc;

import java.util.Set;
import java.util.function.Function;

/**
 * Lets a peer do what the policy allows to the names in its certificate, and nothing else; refuses
 * with {@code UNAUTHENTICATED} or {@code PERMISSION_DENIED}, and logs who wanted what. Any thread
 * may call.
 *
 * <p>Invariant: no message of a call reaches a service before this has allowed it, so that what the
 * policy no longer says ends with the next request. A call to what isn't named here takes an
 * administrator.
 */
final class PolicyInterceptor implements ServerInterceptor {
    private final ServerTls tls;
    private final RefusalLog nameless = new RefusalLog();
    private final RefusalLog named = new RefusalLog();

    PolicyInterceptor(ServerTls tls) {
        this.tls = tls;
    }

    /** Who calls. */
    private record Peer(Set<String> names, String from) {
        static Peer of(ServerCall<?, ?> call) {
            return new Peer(
                    ServerTls.names(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION)),
                    String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
        }
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        Peer peer = Peer.of(call);
        if (peer.names().isEmpty()) {
            nameless.add("%s, without a certificate: %s"
                    .formatted(peer.from(), call.getMethodDescriptor().getFullMethodName()));
            call.close(
                    Status.UNAUTHENTICATED.withDescription(
                            "no certificate was shown, or one without a name: connect with one of"
                                    + " this manager's authority"),
                    new Metadata());
            return new ServerCall.Listener<>() {};
        }
        return switch (String.valueOf(call.getMethodDescriptor().getServiceName())) {
            case OwnerServiceGrpc.SERVICE_NAME ->
                checked(call, headers, next, message -> owning((Wire.OwnerRequest) message));
            case LookupServiceGrpc.SERVICE_NAME ->
                checked(call, headers, next, message -> lookingUp((Wire.WatchRequest) message));
            case HealthGrpc.SERVICE_NAME, ClientServiceGrpc.SERVICE_NAME ->
                checked(call, headers, next, message -> new Permission.Connect());
            default -> checked(call, headers, next, message -> new Permission.Administer());
        };
    }

    private static Permission owning(Wire.OwnerRequest request) {
        return new Permission.Own(request.getService());
    }

    private static Permission lookingUp(Wire.WatchRequest request) {
        return new Permission.Lookup(request.getService());
    }

    private <Q, A> ServerCall.Listener<Q> checked(
            ServerCall<Q, A> call,
            Metadata headers,
            ServerCallHandler<Q, A> next,
            Function<Q, Permission> wanted) {
        Peer peer = Peer.of(call);
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            private boolean refused;

            @Override
            public void onMessage(Q message) {
                if (refused) {
                    return;
                }
                Permission permission = wanted.apply(message);
                if (tls.allows(peer.names(), permission)) {
                    super.onMessage(message);
                    return;
                }
                refused = true;
                named.add("%s at %s: may not %s".formatted(peer.names(), peer.from(), permission));
                call.close(
                        Status.PERMISSION_DENIED.withDescription(
                                "the policy doesn't let %s %s: add one of these names to it"
                                        .formatted(peer.names(), permission)),
                        new Metadata());
                super.onCancel();
            }

            @Override
            public void onHalfClose() {
                if (!refused) {
                    super.onHalfClose();
                }
            }

            @Override
            public void onCancel() {
                if (!refused) {
                    super.onCancel();
                }
            }

            @Override
            public void onComplete() {
                if (!refused) {
                    super.onComplete();
                }
            }
        };
    }
}
