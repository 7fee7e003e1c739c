/**
 * Clusters of managers and stores on this machine, each a process of the launcher's commands. Begin
 * at {@link io.centrifuge.demo.cluster.LocalCluster}.
 */
@NullMarked
package io.centrifuge.demo.cluster;

import org.jspecify.annotations.NullMarked;
