package io.centrifuge.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.netty.shaded.io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class ConnectionLimitTest {
    private final ConnectionLimit limit = new ConnectionLimit("the manager's port", 4);

    private EmbeddedChannel connect(EmbeddedChannel port) {
        EmbeddedChannel connection = new EmbeddedChannel();
        port.writeInbound(connection);
        return connection;
    }

    @Test
    void whatIsTooManyIsClosedAtOnce() {
        EmbeddedChannel port = new EmbeddedChannel(limit);
        EmbeddedChannel first = connect(port);
        assertThat(connect(port).isOpen()).isTrue();
        assertThat(limit.isCrowded()).isFalse();
        assertThat(connect(port).isOpen()).isTrue();
        assertThat(limit.isCrowded()).isTrue();
        assertThat(connect(port).isOpen()).isTrue();
        assertThat(connect(port).isOpen()).isFalse();
        assertThat(limit.open()).isEqualTo(4);
        assertThat(limit.refused()).isOne();
        assertThat(limit.text()).contains("4 connections of at most 4", "ulimit -n");

        var unused = first.close();
        assertThat(limit.open()).isEqualTo(3);
        assertThat(connect(port).isOpen()).isTrue();
        assertThat(port.inboundMessages()).hasSize(5);
    }

    @Test
    void descriptorsAreKeptBack() {
        assertThat(ConnectionLimit.most(400, 90)).isEqualTo(182);
        assertThat(ConnectionLimit.most(100, 90)).isEqualTo(16);
        assertThat(ConnectionLimit.most(Long.MAX_VALUE, 90)).isEqualTo(Integer.MAX_VALUE);
        assertThat(ConnectionLimit.byDescriptors()).isPositive();
    }

    @Test
    void handshakesUnderWayAreBounded() {
        EmbeddedChannel port = new EmbeddedChannel(new HandshakeWatch("the manager's port", 2));
        EmbeddedChannel first = connect(port);
        assertThat(port.config().isAutoRead()).isTrue();
        EmbeddedChannel second = connect(port);
        assertThat(port.config().isAutoRead()).isFalse();
        var unused = first.close();
        assertThat(port.config().isAutoRead()).isTrue();
        unused = second.close();
        connect(port);
        assertThat(port.config().isAutoRead()).isTrue();
    }
}
