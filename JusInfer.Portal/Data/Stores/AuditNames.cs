using JusInfer.Portal.Audit;
using JusInfer.Portal.Data.Model;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>The current names of the members and keys in entries of the audit log. Former members have one too, unless they deleted their account.</summary>
internal sealed class AuditNames(PortalDbContext context, TeamId team)
{
    private readonly Dictionary<string, string?> names = new(StringComparer.Ordinal);

    public async Task<AuditNames> ReadAsync(IReadOnlyCollection<AuditLine> lines, CancellationToken cancellationToken)
    {
        var users = lines.Select(static line => line.Entry.Actor?.Value).OfType<Guid>().Distinct().ToList();
        var ids = lines.Select(static line => line.Entry.Subject).Distinct(StringComparer.Ordinal).ToList();
        var members = ids.Select(static id => MemberId.TryParse(id, out var member) ? member : default).Where(static id => id != default).ToList();
        var keys = ids.Select(static id => KeyId.TryParse(id, out var key) ? key : default).Where(static id => id != default).ToList();
        users.AddRange(ids.Select(static id => UserId.TryParse(id, out var user) ? user.Value : default).Where(static id => id != default));

        var people = await (
            from member in context.Members
            join user in context.Users on member.UserId equals user.Id
            where member.TeamId == team && (members.Contains(member.Id) || users.Contains(member.UserId))
            select new { member.Id, member.UserId, user.Email }).ToListAsync(cancellationToken);
        foreach (var person in people) names[person.Id.ToString()] = names[new UserId(person.UserId).ToString()] = person.Email;

        var named = await context.Keys.Where(key => key.TeamId == team && keys.Contains(key.Id)).Select(key => new { key.Id, key.Name }).ToListAsync(cancellationToken);
        foreach (var key in named) names[key.Id.ToString()] = key.Name;
        return this;
    }

    public AuditLine Apply(AuditLine line) => line with
    {
        ActorName = line.Entry.Actor is { } actor ? names.GetValueOrDefault(actor.ToString()) : null,
        SubjectName = names.GetValueOrDefault(line.Entry.Subject),
    };
}
