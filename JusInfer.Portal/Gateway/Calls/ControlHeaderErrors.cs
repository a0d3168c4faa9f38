using System.Buffers;
using System.Globalization;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Gateway.FaultInjection;

namespace JusInfer.Portal.Gateway.Calls;

/// <summary>The errors for invalid control headers. Each lists the allowed values.</summary>
internal static class ControlHeaderErrors
{
    private const int MaxQuoteLength = 24;

    /// <summary>Characters that show a typing error, but no sentence, no key and no end of the quotation.</summary>
    private static readonly SearchValues<char> Quotable = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789@=.-");

    /// <summary>The request asks for injected faults, and its key is not a sandbox key.</summary>
    public static readonly GatewayError NoSandboxKey = new(
        StatusCodes.Status403Forbidden,
        ErrorCodes.Forbidden,
        "Failure drills need a sandbox key, and this key is not one. Mint a key at /developer/keys with 'Sandbox key' ticked, or with POST "
        + $"/v1/keys and \"sandbox\": true; or leave {CallControls.ChaosHeader} out.")
    {
        Param = CallControls.ChaosHeader,
        FinalForClient = true,
    };

    public static GatewayError Resume(string value) =>
        Refused(
            CallControls.ResumeHeader,
            Quote(value),
            "'on', which is the default, or 'off', so that an interrupted stream ends with an error");

    public static GatewayError ToolArguments(string value) =>
        Refused(
            CallControls.ToolArgumentsHeader,
            Quote(value),
            "'whole', which is the default, or 'stream', so that tool calls are streamed as they arrive");

    public static GatewayError RunBudget(string value) =>
        Refused(CallControls.RunBudgetHeader, Quote(value), "an amount in USD from 0 to 1000000 with at most nine decimals, such as '2.00'");

    public static GatewayError Chaos(string item) => Refused(CallControls.ChaosHeader, Quote(item), InjectedFaultSyntax.Allowed);

    /// <summary>Every fault is valid, but there are too many.</summary>
    public static GatewayError TooManyFaults(int count) =>
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
