using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Data.Model.Rows;

/// <summary>
/// Sums over the calls of one agent run: those that name the same session. The root of a run tree has a row even if only other sessions of the
/// tree made calls.
/// </summary>
internal sealed class RunRow : SummedRow
{
    public required TeamId TeamId { get; init; }

    public required string RunId { get; init; }

    /// <summary>The day (UTC) of the first call, in days since 1970-01-01.</summary>
    public int Day { get; private set; } = int.MaxValue;

    /// <summary>The start of the first call of the session or, if it is the root of a tree, of the tree.</summary>
    public DateTimeOffset FirstAt { get; private set; } = DateTimeOffset.MaxValue;

    /// <summary>The start of the last call.</summary>
    public DateTimeOffset LastAt { get; private set; }

    /// <summary>The cost of all calls of the run tree whose root is this session, in billionths of a dollar; 0 for other sessions.</summary>
    public long TreeCostNano { get; private set; }

    /// <summary>The key of the first call; null if only other sessions of the tree made calls, or if the row is from before this column.</summary>
    public KeyId? KeyId { get; private set; }

    /// <summary>The member that <see cref="KeyId"/> belonged to.</summary>
    public MemberId? MemberId { get; private set; }

    /// <summary>The run that started this one, as the first call that named one did.</summary>
    public string? Parent { get; private set; }

    /// <summary>The root of the tree, as the first call had it.</summary>
    public string? Root { get; private set; }

    public override void Add(UsageRecord record)
    {
        base.Add(record);
        KeyId ??= record.KeyId;
        MemberId ??= record.MemberId;
        Root ??= record.RootRunId;
        if (record.ParentRunId != RunId) Parent ??= record.ParentRunId;
        Extend(record.At);
    }

    /// <summary>Adds a call of the tree whose root this is. The root's times cover the tree, so that they bound a search for its calls.</summary>
    public void AddToTree(UsageRecord record)
    {
        TreeCostNano = checked(TreeCostNano + record.Cost.Value);
        Extend(record.At);
    }

    private void Extend(DateTimeOffset at)
    {
        if (at < FirstAt) (FirstAt, Day) = (at, SumPeriod.Day.StartOf(at) / 24);
        if (at > LastAt) LastAt = at;
    }
}
