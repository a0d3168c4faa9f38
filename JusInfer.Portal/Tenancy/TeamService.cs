using JusInfer.Portal.Primitives.Validation;

namespace JusInfer.Portal.Tenancy;

/// <summary>Changes the settings of a team. Only owners may; admins may change its rate limits.</summary>
internal sealed class TeamService(ITenancyStore store, IStepUpAuthentication stepUp, ResponseRetention retention)
{
    /// <summary>Changes the settings.</summary>
    /// <param name="actor">The caller.</param>
    /// <param name="version">The version that the caller has read; null changes any version.</param>
    /// <param name="input">The change.</param>
    /// <param name="cancellationToken">Cancels the change.</param>
    public async Task<Result<Team, RequestError>> ChangeAsync(
        Member actor, long? version, Input<TeamChange> input, CancellationToken cancellationToken)
    {
        if (actor.Role is not Role.Owner && !(actor.Role.Manages() && input.Request.IsOfRatesOnly))
            return new RequestError.Forbidden("Only owners of the team change its settings, and only owners and admins its rate limits.");

        if (input.Request.TimeZone is { } zone && !IsTimeZone(zone))
            input.AddError(nameof(TeamChange.TimeZone), "{0} must be the IANA id of a time zone, such as Europe/Berlin or UTC.");
        if (input.Request.ResponseRetentionDays is { HasValue: true, Value: { } days } && days > retention.MaxDays)
        {
            input.AddError(
                nameof(TeamChange.ResponseRetentionDays),
                retention.MaxDays == 0 ? "{0} cannot be set: the operator stores no responses." : $"{{0}} must be {retention.MaxDays} or less, the maximum of the operator.");
        }

        if (input.Errors.Any) return new RequestError.Invalid(input.Errors);
        if (input.Request.IsOfProtection && await stepUp.CheckAsync(actor.UserId, cancellationToken) is { } required) return required;

        while (true)
        {
            if (await store.FindTeamAsync(actor.TeamId, cancellationToken) is not { } stored) return new RequestError.NotFound("There is no such team.");
            if (version is { } read && read != stored.Version) return RequestError.Conflict.OfVersion("team", stored.Version);

            var changed = input.Request.ApplyTo(stored) with { Version = stored.Version + 1 };
            if (await store.UpdateTeamAsync(changed, cancellationToken)) return changed;
        }
    }

    private static bool IsTimeZone(string id) => TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone) && zone.HasIanaId && zone.Id == id;
}
