namespace JusInfer.Portal.Admission.Runaway;

/// <summary>Pauses runs and keys.</summary>
internal sealed partial class PauseWriter(IPauseStore store, ILogger<PauseWriter> logger)
{
    /// <returns>False if it is already paused, or if the pause could not be stored.</returns>
    public async Task<bool> TryAddAsync(Pause pause)
    {
        try
        {
            if (!await store.AddAsync(pause, CancellationToken.None)) return false;
            // Why a run is paused can contain names from its requests.
            LogPaused(pause.Scope, pause.TeamId, pause.Scope is PauseScope.Run ? "it repeats its calls." : pause.Reason);
            return true;
        }
        catch (Exception fault)
        {
            LogNotStored(pause.Scope, pause.TeamId, fault);
            return false;
        }
    }

    [LoggerMessage(LogEvents.RunawayPaused, LogLevel.Warning, "Runaway protection paused a {Scope} of {Team}: {Reason}")]
    private partial void LogPaused(PauseScope scope, TeamId team, string reason);

    [LoggerMessage(LogEvents.PauseNotStored, LogLevel.Error, "A pause of a {Scope} of {Team} could not be stored. Its calls continue.")]
    private partial void LogNotStored(PauseScope scope, TeamId team, Exception fault);
}
