using System.Collections.Immutable;

namespace JusInfer.Portal.Catalog.Reading;

/// <summary>Reads a model's <c>priors</c>.</summary>
internal static class PriorReader
{
    /// <summary>More tokens than any measured task has.</summary>
    private const double MaxTokens = 1e9;

    /// <summary>Bounds of the cost of expensive tasks, as a multiple of the average. Outside of them, it is probably not a multiple.</summary>
    private const double MinSpend = 0.1, MaxSpend = 100;

    private const double MaxCalls = 1e6, MaxSeconds = 1e7;

    /// <param name="model">The model.</param>
    /// <param name="today">The last day that a measurement can have; null if it is unknown.</param>
    public static ImmutableArray<TaskPrior> Read(JsonFields model, DateOnly? today)
    {
        if (model.Find("priors") is null) return [];
        var priors = ImmutableArray.CreateBuilder<TaskPrior>();
        foreach (var fields in model.Objects("priors"))
        {
            if (ReadPrior(fields, today) is not { } prior) continue;
            if (priors.Any(other => other.Domain == prior.Domain && other.Harness == prior.Harness && other.Source == prior.Source && other.Date == prior.Date))
                fields.AddError("domain", $"is \"{prior.Domain}\", which already has a prior of this harness, source and date; remove one of them.");
            else priors.Add(prior);
        }

        return priors.ToImmutable();
    }

    private static TaskPrior? ReadPrior(JsonFields fields, DateOnly? today)
    {
        var domain = ReadDomain(fields);
        var harness = fields.RequiredText("harness");
        var resolve = fields.Require("resolve") ? fields.Number("resolve", 0, 1) : null;
        var tasks = fields.Require("n") ? fields.Count("n") : null;
        var input = fields.Require("input") ? fields.Number("input", 0, MaxTokens) : null;
        var cacheRead = fields.Number("cacheRead", 0, MaxTokens);
        var cacheWrite = fields.Number("cacheWrite", 0, MaxTokens);
        var output = fields.Require("output") ? fields.Number("output", 0, MaxTokens) : null;
        var spend = fields.Number("spend90", MinSpend, MaxSpend);
        var calls = fields.Number("calls", 1, MaxCalls);
        var seconds = fields.Number("seconds", 0, MaxSeconds);
        var source = fields.Require("source") ? fields.Address("source") : null;
        var date = ReadDate(fields, today);
        var flags = fields.Texts("flags");
        fields.RejectUnknownFields();
        if (output == 0) fields.AddError("output", "is 0; a completed task has output tokens.");
        if (domain is null || harness is null || resolve is null || tasks is null || input is null || output is null || source is null || date is null) return null;

        return new TaskPrior
        {
            Domain = domain.Value,
            Harness = harness,
            ResolveRate = resolve.Value,
            Tasks = tasks.Value,
            InputTokens = input.Value,
            CacheReadTokens = cacheRead ?? 0,
            CacheWriteTokens = cacheWrite ?? 0,
            OutputTokens = output.Value,
            Spend90 = spend,
            Calls = calls,
            Seconds = seconds,
            Source = source.OriginalString,
            Date = date.Value,
            Flags = flags,
        };
    }

    private static TaskDomain? ReadDomain(JsonFields fields)
    {
        if (fields.RequiredText("domain") is not { } text) return null;
        if (TaskDomain.Parse(text) is { } domain && domain.Kind != TaskKind.Other) return domain;

        fields.AddError(
            "domain",
            $"is \"{text}\"; write one of {CatalogNames.TaskKinds.Known} except other, and for code optionally a slash and one of "
            + $"{string.Join(", ", TaskDomain.Languages)}.");
        return null;
    }

    private static DateOnly? ReadDate(JsonFields fields, DateOnly? today)
    {
        var date = fields.Require("date") ? fields.Day("date") : null;
        if (date is null || today is null || date <= today) return date;

        fields.AddError("date", $"is {date:yyyy-MM-dd}, which is in the future; write the day of the measurement.");
        return null;
    }
}
