namespace JusInfer.Portal.Data.Changes;

internal enum ChangeTopic
{
    Access,
    Usage,
}

/// <summary>What a commit changed, as far as other parts of the process and other nodes must know.</summary>
internal readonly record struct StoreChange(ChangeTopic Topic, TenantId Tenant);
