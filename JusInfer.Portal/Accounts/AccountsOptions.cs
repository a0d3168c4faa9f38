using System.Globalization;
using Microsoft.Extensions.Options;

namespace JusInfer.Portal.Accounts;

/// <summary>Who may make an account.</summary>
internal enum SignUpMode
{
    Open,
    Invite,
    Closed,
}

/// <summary>Section <c>Accounts</c>.</summary>
internal sealed class AccountsOptions
{
    public const string Section = "Accounts";

    /// <summary><c>open</c>, <c>invite</c> or <c>closed</c>.</summary>
    public string SignUp { get; set; } = "open";

    /// <summary>Sign-ins, sign-ups and refreshes that one network address may try in a minute.</summary>
    public int AttemptsPerMinute { get; set; } = 300;

    /// <summary>Sign-ins and sign-ups that may be tried with one e-mail address in a minute, from wherever.</summary>
    public int AttemptsPerEmailPerMinute { get; set; } = 20;

    public SignUpMode Mode => Enum.Parse<SignUpMode>(SignUp, ignoreCase: true);

    /// <summary>Reads the section; a number that is none becomes 0, for <see cref="AccountsOptionsRules"/> to name with everything else.</summary>
    public void Read(IConfiguration section)
    {
        SignUp = section[nameof(SignUp)] ?? SignUp;
        AttemptsPerMinute = Whole(section[nameof(AttemptsPerMinute)], AttemptsPerMinute);
        AttemptsPerEmailPerMinute = Whole(section[nameof(AttemptsPerEmailPerMinute)], AttemptsPerEmailPerMinute);
    }

    private static int Whole(string? text, int absent) =>
        text is null ? absent : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? whole : 0;
}

/// <summary>Names every fault of the section at once, so that a start that fails fails only once.</summary>
internal sealed class AccountsOptionsRules : IValidateOptions<AccountsOptions>
{
    public ValidateOptionsResult Validate(string? name, AccountsOptions options)
    {
        List<string> faults = [];
        if (!Enum.GetNames<SignUpMode>().Contains(options.SignUp, StringComparer.OrdinalIgnoreCase))
            faults.Add($"Accounts:SignUp is '{options.SignUp}'; it must be open, invite or closed.");
        if (options.AttemptsPerMinute < 1) faults.Add("Accounts:AttemptsPerMinute must be a whole number, 1 or more.");
        if (options.AttemptsPerEmailPerMinute < 1) faults.Add("Accounts:AttemptsPerEmailPerMinute must be a whole number, 1 or more.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
