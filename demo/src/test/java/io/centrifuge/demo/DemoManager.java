package io.centrifuge.demo;

import io.centrifuge.LeaseTiming;
import io.centrifuge.manager.ManagerOptions;
import io.centrifuge.manager.ManagerServer;
import io.centrifuge.store.ratis.RatisStore;
import io.centrifuge.store.ratis.RatisStoreConfig;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The manager that the demo's own test runs on; takes {@code manager --terms fast --data FOLDER
 * --port N}.
 */
public final class DemoManager {
    static final List<String> COMMAND = List.of(DemoManager.class.getName());

    private DemoManager() {}

    public static void main(String[] args) throws Exception {
        ManagerOptions options = ManagerOptions.DEFAULT
                .withPort(Integer.parseInt(args[6]))
                .withLease(LeaseTiming.FAST);
        ManagerServer manager = ManagerServer.start(
                options,
                new RatisStore(RatisStoreConfig.single(Path.of(args[4])).grantingAtOnce()));
        Runtime.getRuntime().addShutdownHook(new Thread(manager::close, "close"));
        manager.halted().thenAccept(halt -> Runtime.getRuntime().halt(1));
        new CountDownLatch(1).await();
    }
}
