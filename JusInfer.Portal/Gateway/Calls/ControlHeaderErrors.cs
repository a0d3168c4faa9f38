using System.Buffers;
using System.Globalization;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.FaultInjection;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>What the caller is told of a control header that is not understood, with all that would be.</summary>
internal static class ControlHeaderErrors
{
    private const int MaxQuoteLength = 24;

    /// <summary>Enough to know one's own typing error by, too little for a sentence, a key or a way out of the quotation.</summary>
    private static readonly SearchValues<char> Quotable = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789@=.-");

    /// <summary>Nothing was asked for that this key may not do otherwise: only a drill.</summary>
    public static readonly GatewayError NoSandboxKey = new(
        StatusCodes.Status403Forbidden,
        ErrorCodes.Forbidden,
        "Only sandbox keys may carry failure drills, and this is none. Mint one at /developer/keys with 'Sandbox key' ticked, or by POST "
        + $"/v1/keys with \"sandbox\": true; or leave {CallControls.ChaosHeader} out.")
    {
        Param = CallControls.ChaosHeader,
    };

    public static GatewayError Resume(string value) =>
        Refused(
            CallControls.ResumeHeader,
            Quote(value),
            "'on', which is the default, or 'off', so that an answer that breaks off ends in an error");

    public static GatewayError ToolArguments(string value) =>
        Refused(
            CallControls.ToolArgumentsHeader,
            Quote(value),
            "'whole', which is the default, or 'stream', so that tool calls are passed on piece by piece as they come");

    public static GatewayError Chaos(string item) => Refused(CallControls.ChaosHeader, Quote(item), InjectedFaultSyntax.Allowed);

    /// <summary>Each of them is understood: only their number is wrong.</summary>
    public static GatewayError TooManyDrills(int count) =>
        Refused(CallControls.ChaosHeader, $"{count} drills at once", InjectedFaultSyntax.Allowed);

    private static GatewayError Refused(string header, string what, string allowed) =>
        GatewayError.InvalidRequest($"{header} does not take {what}. It takes {allowed}.", header);

    private static string Quote(string value)
    {
        if (value.Length == 0) return "an empty value";
        return value.Length <= MaxQuoteLength && !value.AsSpan().ContainsAnyExcept(Quotable)
            ? $"'{value}'"
            : string.Create(CultureInfo.InvariantCulture, $"this value of {value.Length} characters");
    }
}
