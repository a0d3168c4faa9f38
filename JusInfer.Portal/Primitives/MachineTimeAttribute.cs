namespace JusInfer.Portal.Primitives;

/// <summary>
/// Injects the clock of this machine, for what other systems compare with theirs: one-time codes, tokens of identity providers, signatures
/// of webhooks. Everything else uses the time of the store.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class MachineTimeAttribute() : FromKeyedServicesAttribute(Key)
{
    public new const string Key = "machine";
}
