namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>The budget that a client named for a run.</summary>
internal sealed class RunBudgetRow
{
    public required TeamId TeamId { get; init; }

    public required string Run { get; init; }

    public required NanoUsd Amount { get; init; }

    public required DateTimeOffset NamedAt { get; init; }
}
