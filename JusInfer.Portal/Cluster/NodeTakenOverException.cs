namespace JusInfer.Portal.Cluster;

/// <summary>Another node accounts for the calls of this one, because it did not answer for too long. It cannot lease anything any more.</summary>
internal sealed class NodeTakenOverException() : Exception("Another node has taken over the calls of this one.");
