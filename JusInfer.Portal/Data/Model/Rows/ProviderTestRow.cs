using JusInfer.Portal.Catalog.Providers;

namespace JusInfer.Portal.Data.Model.Rows;

internal sealed class ProviderTestRow
{
    public required string Provider { get; init; }

    public required ProviderTestOutcome Outcome { get; set; }

    public int? Status { get; set; }

    public string? Model { get; set; }

    public required DateTimeOffset At { get; set; }

    /// <summary>When the tested credential was set; null if it came from the configuration.</summary>
    public DateTimeOffset? CredentialSetAt { get; set; }

    public ProviderTest ToTest() =>
        new() { Provider = Provider, Outcome = Outcome, Status = Status, Model = Model, At = At, CredentialSetAt = CredentialSetAt };
}
