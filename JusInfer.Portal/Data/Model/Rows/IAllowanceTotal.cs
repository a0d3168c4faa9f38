using JusInfer.Portal.Admission.Leases;

namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>A row to which the cost of the calls of an allowance is added when they are stored.</summary>
internal interface IAllowanceTotal
{
    TeamId TeamId { get; }

    AllowanceKind Kind { get; }

    string Subject { get; }

    /// <summary>Empty for all models.</summary>
    string Model { get; }

    DateTimeOffset StartsAt { get; }

    DateTimeOffset EndsAt { get; }

    void Add(NanoUsd cost);
}
