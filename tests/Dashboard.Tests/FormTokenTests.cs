using Microsoft.AspNetCore.Http;
using MLOpsFunctions.Dashboard.Forms;

namespace MLOpsFunctions.Dashboard.Tests;

public sealed class FormTokenTests
{
    private readonly ManualTime _time = new();

    private FormTokens Tokens => new(new byte[32], _time);

    [Fact]
    public void A_token_counts_for_its_browser_and_every_instance_with_the_key()
    {
        var (context, token) = Issue();

        Assert.Equal(32, Tokens.Check(context, token).Length);
        Assert.Equal(Tokens.Check(context, token), Tokens.Check(context, token));
        Assert.NotEqual(Tokens.Check(context, token), Tokens.Check(context, Tokens.For(context)()));
    }

    [Fact]
    public void A_token_of_another_browser_person_key_or_day_is_refused()
    {
        var (context, token) = Issue();
        var other = new DefaultHttpContext();
        var signedIn = WithCookie(context.Request.Headers.Cookie.ToString());
        signedIn.User = new(new System.Security.Claims.ClaimsIdentity([new(System.Security.Claims.ClaimTypes.Name, "Ann")], "test"));

        Refuses(() => Tokens.Check(other, token));
        Refuses(() => Tokens.Check(signedIn, token));
        Refuses(() => new FormTokens([1, 2, 3], _time).Check(context, token));
        Refuses(() => Tokens.Check(context, null));
        Refuses(() => Tokens.Check(context, ""));
        Refuses(() => Tokens.Check(context, token[..^1]));
        Refuses(() => Tokens.Check(context, new string('A', token.Length)));
        Refuses(() => Tokens.Check(context, new string('A', 100_000)));
        _time.Now += TimeSpan.FromHours(13);
        Refuses(() => Tokens.Check(context, token));
    }

    private (HttpContext Context, string Token) Issue()
    {
        var context = new DefaultHttpContext();
        var issue = Tokens.For(context);
        var cookie = context.Response.Headers.SetCookie.ToString();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        return (WithCookie(cookie.Split(';')[0]), issue());
    }

    private static DefaultHttpContext WithCookie(string cookie)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Cookie = cookie;
        return context;
    }

    private static void Refuses(Func<string> check) =>
        Assert.Equal(StatusCodes.Status403Forbidden, Assert.Throws<ProblemException>(check).Problem.Status);

    private sealed class ManualTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = Pages.Now;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
