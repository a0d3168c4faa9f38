namespace JusInfer.Portal.Tenancy;

internal static class TenancyServices
{
    /// <summary>
    /// Adds the management of a team's settings, members and invitations. Requires an <see cref="ITenancyStore"/>, an
    /// <see cref="IInvitationStore"/> and a <see cref="TimeProvider"/>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="retention">For how many days teams can store responses.</param>
    internal static IServiceCollection AddTenancy(this IServiceCollection services, ResponseRetention? retention = null) => services
        .AddSingleton(retention ?? ResponseRetention.Default)
        .AddScoped<TeamService>()
        .AddScoped<MemberSettings>()
        .AddScoped<MemberRemoval>()
        .AddScoped<TeamDeletion>()
        .AddScoped<Invitations>()
        .AddScoped<InvitationAcceptance>();
}
