package io.centrifuge.protocol.wire;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerStreamTracer;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the bytes of all messages of some streams as they are on the wire, without the frames and
 * headers around them, which for messages of some hundred bytes are a few percent. Any thread may
 * count and read.
 */
public final class WireTraffic {
    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();

    /** By this side. */
    public long bytesSent() {
        return sent.sum();
    }

    /** By this side. */
    public long bytesReceived() {
        return received.sum();
    }

    /** For one stream of a server, to be counted here. */
    public ServerStreamTracer serverTracer() {
        return new ServerStreamTracer() {
            @Override
            public void outboundWireSize(long bytes) {
                sent.add(bytes);
            }

            @Override
            public void inboundWireSize(long bytes) {
                received.add(bytes);
            }
        };
    }

    private ClientStreamTracer clientTracer() {
        return new ClientStreamTracer() {
            @Override
            public void outboundWireSize(long bytes) {
                sent.add(bytes);
            }

            @Override
            public void inboundWireSize(long bytes) {
                received.add(bytes);
            }
        };
    }

    /** Has every call of a channel counted here. */
    public ClientInterceptor clientInterceptor() {
        ClientStreamTracer.Factory tracers = new ClientStreamTracer.Factory() {
            @Override
            public ClientStreamTracer newClientStreamTracer(
                    ClientStreamTracer.StreamInfo info, Metadata headers) {
                return clientTracer();
            }
        };
        return new ClientInterceptor() {
            @Override
            public <Q, A> ClientCall<Q, A> interceptCall(
                    MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
                return next.newCall(method, options.withStreamTracerFactory(tracers));
            }
        };
    }
}
