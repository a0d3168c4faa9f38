global using AlertId = JusInfer.Portal.Primitives.Id<JusInfer.Portal.Primitives.AlertKind>;
global using BudgetId = JusInfer.Portal.Primitives.Id<JusInfer.Portal.Primitives.BudgetKind>;
global using DeliveryId = JusInfer.Portal.Primitives.Id<JusInfer.Portal.Primitives.DeliveryKind>;
global using InvitationId = JusInfer.Portal.Primitives.Id<JusInfer.Portal.Primitives.InvitationKind>;
global using KeyId = JusInfer.Portal.Primitives.Id<JusInfer.Portal.Primitives.KeyKind>;
global using LedgerEntryId = JusInfer.Portal.Primitives.Id<JusInfer.Portal.Primitives.LedgerEntryKind>;
global using MailId = JusInfer.Portal.Primitives.Id<JusInfer.Portal.Primitives.MailIdKind>;
global using MemberId = JusInfer.Portal.Primitives.Id<JusInfer.Portal.Primitives.MemberKind>;
global using RequestId = JusInfer.Portal.Primitives.Id<JusInfer.Portal.Primitives.RequestKind>;
global using SignInSessionId = JusInfer.Portal.Primitives.Id<JusInfer.Portal.Primitives.SignInSessionKind>;
global using TeamId = JusInfer.Portal.Primitives.Id<JusInfer.Portal.Primitives.TeamKind>;
global using UserId = JusInfer.Portal.Primitives.Id<JusInfer.Portal.Primitives.UserKind>;
global using WebhookId = JusInfer.Portal.Primitives.Id<JusInfer.Portal.Primitives.WebhookKind>;

namespace JusInfer.Portal.Primitives;

internal sealed class TeamKind : IIdKind
{
    public static string Prefix => "ten_";
}

internal sealed class MemberKind : IIdKind
{
    public static string Prefix => "mem_";
}

internal sealed class InvitationKind : IIdKind
{
    public static string Prefix => "inv_";
}

internal sealed class UserKind : IIdKind
{
    public static string Prefix => "usr_";
}

internal sealed class SignInSessionKind : IIdKind
{
    public static string Prefix => "ses_";
}

internal sealed class KeyKind : IIdKind
{
    public static string Prefix => "key_";
}

internal sealed class RequestKind : IIdKind
{
    public static string Prefix => "req_";
}

internal sealed class BudgetKind : IIdKind
{
    public static string Prefix => "bud_";
}

internal sealed class LedgerEntryKind : IIdKind
{
    public static string Prefix => "led_";
}

internal sealed class AlertKind : IIdKind
{
    public static string Prefix => "alr_";
}

internal sealed class WebhookKind : IIdKind
{
    public static string Prefix => "whk_";
}

internal sealed class MailIdKind : IIdKind
{
    public static string Prefix => "mai_";
}

/// <summary>The id is sent as <c>webhook-id</c>, so it has the prefix of messages in the Standard Webhooks specification.</summary>
internal sealed class DeliveryKind : IIdKind
{
    public static string Prefix => "msg_";
}
