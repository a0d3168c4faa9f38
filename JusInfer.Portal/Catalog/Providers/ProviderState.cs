namespace JusInfer.Portal.Catalog.Providers;

/// <summary>A provider of the catalog with its credential and its last test, for operators. Contains no credential.</summary>
internal sealed record ProviderState
{
    public required Provider Provider { get; init; }

    /// <summary>Whether an operator has set a credential that cannot be decrypted.</summary>
    public bool IsUnreadable { get; init; }

    /// <summary>When the credential in the store was set; null if there is none.</summary>
    public DateTimeOffset? SetAt { get; init; }

    /// <summary>The e-mail address of the account that set it; null if the account is deleted.</summary>
    public string? SetBy { get; init; }

    /// <summary>The version of the credential in the store, which a change names that must not overwrite another one.</summary>
    public long Version => ChangeVersion.Of(SetAt);

    /// <summary>Whether the configuration has a credential, too, which is used if the one in the store is removed.</summary>
    public bool HasConfigured { get; init; }

    public ProviderTest? LastTest { get; init; }

    /// <summary>When an operator turned the provider off, and the e-mail address of the account, unless it is deleted; null if it is on.</summary>
    public (DateTimeOffset At, string? By)? Disabled { get; init; }

    /// <summary>The local server; null for a provider that an operator has not added.</summary>
    public LocalServer? Server { get; init; }

    /// <summary>The number of models that the provider serves.</summary>
    public int Models { get; init; }
}
