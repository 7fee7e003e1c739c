package io.centrifuge.protocol.client;

import io.grpc.Attributes;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientTransportFilter;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;

/**
 * Of one channel without TLS: where the other side closes before a word, as one does that uses TLS
 * or has too many connections, failed calls say what may be the reason. Any thread may call.
 */
final class PlainTextHint extends ClientTransportFilter implements ClientInterceptor {
    /** As gRPC describes it, without a cause. */
    private static final String CLOSED = "Network closed for unknown reason";

    private static final String HINT = "it closed the connection before a word: does the manager"
            + " use TLS, which this client was not told to use? Or it has as many connections as"
            + " it takes, as its log then says";

    /** Whether the other side has ever spoken HTTP/2. */
    private volatile boolean heard;

    @Override
    public Attributes transportReady(Attributes attributes) {
        heard = true;
        return attributes;
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(
            MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<A> answers, Metadata headers) {
                super.start(
                        new SimpleForwardingClientCallListener<>(answers) {
                            @Override
                            public void onClose(Status status, Metadata trailers) {
                                super.onClose(hinted(status), trailers);
                            }
                        },
                        headers);
            }
        };
    }

    private Status hinted(Status status) {
        return !heard && CLOSED.equals(status.getDescription())
                ? status.withDescription(HINT)
                : status;
    }
}
