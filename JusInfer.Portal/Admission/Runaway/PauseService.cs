using JusInfer.Portal.Keys;
using JusInfer.Portal.Spending.Wallet;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Usage;
using JusInfer.Portal.Usage.Runs;

namespace JusInfer.Portal.Admission.Runaway;

/// <summary>
/// Resumes paused runs, keys and teams. Members resume those of their own keys; owners and admins resume all of the team; operators resume
/// teams.
/// </summary>
internal sealed class PauseService(
    IPauseStore pauses, ApiKeyService keys, IRunQueries runs, IWalletStore wallets, IOperatorAuthorization operators,
    IStepUpAuthentication stepUp, TimeProvider time)
{
    private static readonly RequestError Reads = new RequestError.Forbidden("Viewers and billing do not resume calls; ask an owner or admin of the team.");

    /// <summary>Resumes a key. One that is not paused stays as it is.</summary>
    public async Task<Result<ApiKey, RequestError>> ResumeAsync(Member actor, KeyId id, CancellationToken cancellationToken)
    {
        if (!actor.Role.Calls()) return Reads;
        var key = (await keys.ListAsync(actor, cancellationToken)).FirstOrDefault(key => key.Id == id);
        if (key is null) return new RequestError.NotFound("There is no such key.");
        await pauses.ResumeAsync(actor.TeamId, PauseScope.Key, id.ToString(), time.GetUtcNow(), cancellationToken);
        return key;
    }

    /// <summary>Resumes a run. One that is not paused stays as it is.</summary>
    public async Task<Result<AgentRun, RequestError>> ResumeAsync(Member actor, string session, CancellationToken cancellationToken)
    {
        if (!actor.Role.Calls()) return Reads;
        var pause = await pauses.FindAsync(actor.TeamId, PauseScope.Run, session, cancellationToken);
        var run = await runs.FindAsync(actor.TeamId, session, cancellationToken) ?? (pause is null ? null : WithoutCalls(pause));
        if (run is null) return new RequestError.NotFound("There is no such run.");
        if (!actor.Role.Manages() && (pause?.MemberId ?? run.Member) != actor.Id)
            return new RequestError.Forbidden("The run belongs to another member, who can resume it, as can an owner or admin of the team.");
        await pauses.ResumeAsync(actor.TeamId, PauseScope.Run, session, time.GetUtcNow(), cancellationToken);
        return run;
    }

    /// <summary>Resumes a team. One that is not paused stays as it is.</summary>
    public async Task<Result<TeamWallet, RequestError>> ResumeTeamAsync(UserId actor, string id, CancellationToken cancellationToken)
    {
        if (await operators.CheckAsync(actor, cancellationToken) is { } denied) return denied;
        if (!TeamId.TryParse(id, out var teamId) || await wallets.FindTeamAsync(teamId, cancellationToken) is not { } team)
            return new RequestError.NotFound("There is no such team.");
        if (await stepUp.CheckAsync(actor, cancellationToken) is { } required) return required;
        await pauses.ResumeAsync(teamId, PauseScope.Team, teamId.ToString(), time.GetUtcNow(), cancellationToken);
        return team;
    }

    /// <summary>A run whose calls are not stored yet.</summary>
    private static AgentRun WithoutCalls(Pause pause) => new()
    {
        RunId = pause.Subject,
        Key = pause.KeyId,
        Member = pause.MemberId,
        FirstAt = pause.At,
        LastAt = pause.At,
        Sums = new UsageSums(),
    };
}
