namespace JusInfer.Portal.Catalog.Providers;

/// <summary>A model with what operators have changed about it.</summary>
internal sealed record ModelState
{
    /// <summary>The model as calls see it.</summary>
    public required Model Model { get; init; }

    /// <summary>The model without the settings.</summary>
    public required Model Original { get; init; }

    /// <summary>Null if nobody has changed it.</summary>
    public ModelSettings? Settings { get; init; }

    /// <summary>The e-mail address of the account that changed it; null if the account is deleted.</summary>
    public string? SetBy { get; init; }

    /// <summary>Whether calls are to be sent to it as the store says. <see cref="Model"/> of another node can be up to a second older.</summary>
    public bool IsSetEnabled => Settings?.Enabled ?? Original.Enabled;

    /// <summary>The version of the settings, which a change names that must not overwrite another one.</summary>
    public long Version => ChangeVersion.Of(Settings?.SetAt);

    /// <summary>The price that an operator has set; null if that of the catalog applies.</summary>
    public CustomPrice? CustomPrice => Settings is { Prices: [.., var last] } ? last : null;
}
