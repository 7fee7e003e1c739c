package io.centrifuge.manager;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** Lets calls answer with bytes that are encoded already. Stateless. */
final class BytesMarshaller implements MethodDescriptor.Marshaller<byte[]> {
    /** {@code method}, but answered in bytes. */
    static <Q, A> MethodDescriptor<Q, byte[]> of(MethodDescriptor<Q, A> method) {
        return method.toBuilder(method.getRequestMarshaller(), new BytesMarshaller())
                .build();
    }

    @Override
    public InputStream stream(byte[] answer) {
        return new Bytes(answer);
    }

    @Override
    public byte[] parse(InputStream stream) {
        throw new UnsupportedOperationException("a manager reads no answers");
    }

    private static final class Bytes extends ByteArrayInputStream implements KnownLength {
        Bytes(byte[] bytes) {
            super(bytes);
        }
    }
}
