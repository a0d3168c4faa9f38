namespace JusInfer.Portal.Accounts.Passkeys;

/// <summary>What a form needs to ask the browser for a passkey.</summary>
/// <param name="Options">The options for <c>navigator.credentials</c> as JSON (Web Authentication, section 5).</param>
/// <param name="State">What the server has to know when the form is posted, as a <see cref="PasskeyTicket"/>.</param>
internal sealed record PasskeyChallenge(string Options, Secret State);
