using System.Collections.Frozen;
using System.Collections.Immutable;

namespace JusInfer.Portal.Admission.Runaway;

/// <summary>The pauses of a team, its runs and its keys at one point in time.</summary>
internal sealed class TeamPauses(ImmutableArray<Pause> pauses)
{
    public static readonly TeamPauses None = new([]);

    private readonly FrozenDictionary<(PauseScope, string), Pause> bySubject = pauses.ToFrozenDictionary(pause => (pause.Scope, pause.Subject));

    /// <summary>The pause of a key; null if it is not paused.</summary>
    public Pause? Find(KeyId key) => bySubject.Count == 0 ? null : bySubject.GetValueOrDefault((PauseScope.Key, key.ToString()));

    /// <summary>The pause of the whole team at a time; null if it is not paused.</summary>
    public Pause? Find(TeamId team, DateTimeOffset at) =>
        bySubject.Count > 0 && bySubject.TryGetValue((PauseScope.Team, team.ToString()), out var pause) && pause.IsOn(at) ? pause : null;

    /// <summary>The pause of a run; null if it is not paused.</summary>
    public Pause? Find(string session) => bySubject.Count == 0 ? null : bySubject.GetValueOrDefault((PauseScope.Run, session));
}
