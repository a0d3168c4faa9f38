namespace JusInfer.Portal.Cluster.Takeover;

/// <summary>
/// Ends the leases of a node whose machine and journal are lost, when the operator decides so. What it had leased can be used again; calls that are only in
/// its journal are not charged unless the journal appears again.
/// </summary>
internal sealed class NodeWriteOff(INodeStore nodes, NodeTakeover takeover, IOperatorAuthorization operators)
{
    /// <summary>After so long without a node and its journal, the operator is asked.</summary>
    public static readonly TimeSpan AskAfter = TimeSpan.FromHours(24);

    /// <summary>Only operators may.</summary>
    /// <returns>The error; null if the node is written off.</returns>
    public async Task<RequestError?> WriteOffAsync(UserId by, Guid id, CancellationToken cancellationToken)
    {
        if (await operators.CheckAsync(by, cancellationToken) is { } denied) return denied;
        var list = await nodes.ListAsync(cancellationToken);
        if (list.Nodes.FirstOrDefault(node => node.Id == id) is not { } node) return new RequestError.NotFound("There is no such node, or it has left nothing.");
        if (!node.IsDead(list.At)) return new RequestError.Conflict("The node is running. Stop it; then it ends its leases itself.");
        return await takeover.TakeOverAsync(node, cancellationToken)
            ? null
            : new RequestError.Conflict("Calls of this node are in the database in a format that this release cannot read. Start a node of its release.");
    }
}
