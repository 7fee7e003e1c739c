package io.centrifuge.system;

import io.centrifuge.manager.ManagerOptions;
import io.centrifuge.manager.ManagerServer;
import io.centrifuge.owner.Owner;
import io.centrifuge.protocol.security.ServerSecurity;
import io.centrifuge.store.ratis.RatisStore;
import io.centrifuge.store.ratis.RatisStoreConfig;
import io.centrifuge.testsupport.Eventually;

import java.nio.file.Path;

/** Does what the processes of tests usually do, so that their classes are loaded once. */
public final class UsualClasses {
    private UsualClasses() {}

    /**
     * Ends when an owner holds something and a lookup has heard of it.
     *
     * @param arguments the folder of the manager's data
     */
    public static void main(String[] arguments) throws Exception {
        ManagerOptions options =
                ManagerOptions.DEFAULT.withSecurity(ServerSecurity.INSECURE).withPort(0);
        RatisStore store =
                new RatisStore(RatisStoreConfig.single(Path.of(arguments[0])).grantingAtOnce());
        try (ManagerServer manager = ManagerServer.start(options, store)) {
            String address = "127.0.0.1:" + manager.port();
            try (Owner owner = Owner.builder()
                            .service("chat")
                            .id("owner")
                            .address("127.0.0.1:1")
                            .managers(address)
                            .insecure()
                            .build();
                    Losses lookup = new Losses("chat", address)) {
                owner.start();
                Eventually.that("all is found", () -> lookup.findable() == Keys.COUNT);
            }
        }
    }
}
