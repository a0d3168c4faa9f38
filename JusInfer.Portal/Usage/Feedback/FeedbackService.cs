using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage.Runs;

namespace JusInfer.Portal.Usage.Feedback;

/// <summary>
/// Takes reports of members and of keys. Members and keys report on their own calls and runs, owners and admins on all of the team. The last report of a
/// caller about a subject counts.
/// </summary>
internal sealed class FeedbackService(
    IFeedbackStore store, IUsageQueries usage, IRunQueries runs, TeamMeasurements results, TimeProvider time)
{
    /// <summary>A usage record is stored within two seconds of the end of its call. A report that comes earlier waits for it.</summary>
    private const int MaxReads = 11;

    /// <summary>
    /// The calls of a session that are read to find its group and what was done in it. Nine of ten recorded coding sessions have at most 66; a longer one than this has
    /// no own result, because the calls that are not read could be another model's.
    /// </summary>
    private const int MaxCalls = 1_000;

    private static readonly TimeSpan ReadInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>The time between the creation of a call's id and its start.</summary>
    private static readonly TimeSpan MaxIdAge = TimeSpan.FromMinutes(1);

    private static readonly RequestError.NotFound NoSuchRequest = new("There is no such call.");
    private static readonly RequestError.NotFound NoSuchSession = new("There is no run with this session.");

    /// <param name="actor">The caller.</param>
    /// <param name="key">The key that the caller uses; null for an access token.</param>
    /// <param name="input">The report.</param>
    /// <param name="cancellationToken">Cancels the report.</param>
    /// <returns>The error to respond with; null if the report is stored.</returns>
    public async Task<RequestError?> ReportAsync(Member actor, KeyId? key, Input<FeedbackRequest> input, CancellationToken cancellationToken)
    {
        FeedbackRequest.Check(input);
        if (key is null && !actor.Role.Calls()) return new RequestError.Forbidden("Viewers and billing report nothing; ask a member of the team.");
        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);

        var request = input.Request;
        var notFound = request.RequestId is null ? NoSuchSession : NoSuchRequest;
        if (await WaitForAsync(actor.TeamId, request, cancellationToken) is not { } found) return notFound;
        var isOwn = found.Member == actor.Id;
        if (key is not null && !isOwn) return notFound; // A key for calls reads nothing, not even what exists.
        if (!isOwn && !actor.Role.Manages()) return new RequestError.Forbidden("It belongs to another member, who can report on it, as can an owner or admin of the team.");

        var note = request.Note?.Trim();
        await store.SaveAsync(
            found.Report with
            {
                Reporter = key?.ToString() ?? actor.Id.ToString(),
                Ok = request.Ok!.Value,
                Note = string.IsNullOrEmpty(note) ? null : note,
                At = time.GetUtcNow(),
            },
            cancellationToken);
        results.Expire(actor.TeamId);
        return null;
    }

    private async Task<Found?> WaitForAsync(TeamId team, FeedbackRequest request, CancellationToken cancellationToken)
    {
        for (var reads = 1; ; reads++)
        {
            var found = request.RequestId is { } id
                ? await FindRequestAsync(team, id, cancellationToken)
                : await FindSessionAsync(team, request.Session!.Trim(), cancellationToken);
            if (found is not null || reads == MaxReads) return found;
            await Task.Delay(ReadInterval, time, cancellationToken);
        }
    }

    private async Task<Found?> FindRequestAsync(TeamId team, RequestId id, CancellationToken cancellationToken) =>
        await usage.FindRequestAsync(team, id, cancellationToken) is not { } call ? null : new Found(call.MemberId, new FeedbackReport
        {
            TeamId = team,
            Subject = FeedbackSubject.Request,
            SubjectId = id.ToString(),
            Reporter = "",
            Ok = false,
            At = default,
            RunId = call.RunId,
            Group = GroupOf(call),
            Trouble = HasTrouble(call),
        });

    private async Task<Found?> FindSessionAsync(TeamId team, string session, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(team, session, cancellationToken) is not { } run) return null;
        var filter = new RequestFilter { Team = team, RunId = session, From = run.FirstAt - MaxIdAge, To = run.LastAt.AddMilliseconds(1), Limit = MaxCalls + 1 };
        var calls = (await usage.ListRequestsAsync(filter, cancellationToken)).Records;
        var result = calls.Length > MaxCalls ? null : TaskResult.From(calls);
        var groups = calls.Select(GroupOf).Where(static group => group is not null).Distinct().ToArray();
        return new Found(run.Member, new FeedbackReport
        {
            TeamId = team,
            Subject = FeedbackSubject.Session,
            SubjectId = session,
            Reporter = "",
            Ok = false,
            At = default,
            RunId = session,
            Group = groups is [var group] ? group : null,
            Trouble = calls.Any(HasTrouble),
            Model = result?.Model,
            Domain = result?.Domain,
            GivenBack = result is { GivenBack: true },
            InputTokens = result?.InputTokens ?? 0,
            CacheReadTokens = result?.CacheReadTokens ?? 0,
            CacheWriteTokens = result?.CacheWriteTokens ?? 0,
            OutputTokens = result?.OutputTokens ?? 0,
        });
    }

    private static RoutingGroup? GroupOf(UsageRecord call) => RouteDetails.Parse(call.RouteDetails)?.Group;

    private static bool HasTrouble(UsageRecord call) => RouteDetails.Parse(call.RouteDetails) is { Trouble: true };

    /// <summary>A call or a run, and the report about it without what the caller says.</summary>
    private sealed record Found(MemberId? Member, FeedbackReport Report);
}
