"""What the tablet's pages of a study say around the study's own words, in each language.

Owns these words. Refuses to translate a study: what its file says is said as the file says it.
"""

from __future__ import annotations

NAMES = {"en": "English", "de": "Deutsch", "fr": "Français", "zh": "中文"}
"""The languages, English first: what is asked for in another one is said in English."""
_WORDS = {
    "study": ("Study", "Studie", "Étude", "研究"),
    "next": ("Next participant: {0}", "Nächste Person: {0}", "Prochaine personne : {0}", "下一位参与者：{0}"),
    "number": ("Number of a session", "Nummer einer Sitzung", "Numéro d'une séance", "场次编号"),
    "go_on": ("Go on with it", "Damit weitermachen", "La reprendre", "继续"),
    "none": (
        "No study was begun. In a terminal:",
        "Keine Studie wurde begonnen. Im Terminal:",
        "Aucune étude n'est commencée. Dans un terminal :",
        "还没有开始研究。在终端输入：",
    ),
    "back": (
        "To the facilitator's page",
        "Zur Seite der Betreuung",
        "Vers la page de la médiation",
        "回到引导员页面",
    ),
    "sign_in": (
        "Sign in on the facilitator's page first.",
        "Bitte zuerst auf der Seite der Betreuung anmelden.",
        "Connectez-vous d'abord sur la page de la médiation.",
        "请先在引导员页面登录。",
    ),
    "shape": (
        "Sixteen characters: digits, and letters from a to f.",
        "Sechzehn Zeichen: Ziffern, und Buchstaben von a bis f.",
        "Seize signes : des chiffres, et des lettres de a à f.",
        "十六个字符：数字和字母 a 到 f。",
    ),
    "no_session": (
        "There is no such session.",
        "Diese Sitzung gibt es nicht.",
        "Cette séance n'existe pas.",
        "没有这个场次。",
    ),
    "another": ("Another session", "Eine andere Sitzung", "Une autre séance", "另一场次"),
    "all": (
        "That was all. Thank you.",
        "Das war alles. Danke.",
        "C'est tout. Merci.",
        "全部完成，谢谢。",
    ),
    "keep": (
        "The number of your session: {0}. With it you can have everything deleted.",
        "Die Nummer Ihrer Sitzung: {0}. Damit können Sie alles löschen lassen.",
        "Le numéro de votre séance : {0}. Avec lui, vous pouvez faire tout effacer.",
        "你的场次编号：{0}。凭此编号可以要求删除全部数据。",
    ),
    "moment": ("One moment, please.", "Einen Moment, bitte.", "Un instant, s'il vous plaît.", "请稍等。"),
    "by_itself": (
        "This page goes on by itself.",
        "Diese Seite geht von selbst weiter.",
        "Cette page continue toute seule.",
        "本页会自动继续。",
    ),
    "step": ("Step {0} of {1}", "Schritt {0} von {1}", "Étape {0} sur {1}", "第 {0} 步，共 {1} 步"),
    "session": ("Session {0}", "Sitzung {0}", "Séance {0}", "场次 {0}"),
    "begin": ("Begin", "Beginnen", "Commencer", "开始"),
    "done": ("Done", "Fertig", "Terminé", "完成"),
    "over": ("The time is over.", "Die Zeit ist um.", "Le temps est écoulé.", "时间到了。"),
    "published": (
        "The interface as published: four pads at once, ten levels, no picture.",
        "Die veröffentlichte Oberfläche: vier Felder zugleich, zehn Stufen, kein Bild.",
        "L'interface publiée : quatre zones à la fois, dix niveaux, pas d'image.",
        "已发表的界面：四个按垫同时使用，十级，没有画面。",
    ),
    "explained": ("With explanations.", "Mit Erklärungen.", "Avec explications.", "有解释。"),
    "unexplained": (
        "Without explanations and hints.",
        "Ohne Erklärungen und Hinweise.",
        "Sans explications ni aides.",
        "没有解释和提示。",
    ),
    "level": ("Level {0}.", "Stufe {0}.", "Niveau {0}.", "级别 {0}。"),
    "is_set": (
        "It is set when you press Begin.",
        "Es wird mit Beginnen eingestellt.",
        "Réglé dès que vous touchez Commencer.",
        "按“开始”时设置。",
    ),
    "is_set_now": ("It is set.", "Es ist eingestellt.", "C'est réglé.", "已设置。"),
    "asks": (
        "The questions come when you press Begin. If the participant answers them, hand the tablet over.",
        "Mit Beginnen kommen die Fragen. Beantwortet die Person sie selbst, geben Sie ihr das Tablet.",
        "Les questions viennent avec Commencer. Si la personne y répond elle-même, donnez-lui la tablette.",
        "按“开始”后出现问题。如果由参与者自己回答，请把平板电脑交给对方。",
    ),
    "left_out": ("may be left out", "kann wegbleiben", "facultatif", "可以不答"),
    "hand_in": ("Hand in", "Abgeben", "Remettre", "提交"),
    "thanks": ("Thank you.", "Danke.", "Merci.", "谢谢。"),
    "give_back": (
        "Please give the tablet back.",
        "Bitte geben Sie das Tablet zurück.",
        "Rendez la tablette, s'il vous plaît.",
        "请交还平板电脑。",
    ),
    "next_step": ("Next step", "Nächster Schritt", "Étape suivante", "下一步"),
    "refused": (
        "That did not work. Please try again.",
        "Das ging nicht. Bitte noch einmal.",
        "Cela n'a pas marché. Réessayez.",
        "没有成功，请再试。",
    ),
    "only_led": (
        "Only a facilitator begins and ends steps.",
        "Nur die Betreuung beginnt und beendet Schritte.",
        "Seule la médiation commence et termine les étapes.",
        "只有引导员可以开始和结束步骤。",
    ),
    "not_asked": (
        "Nothing is asked just now.",
        "Gerade wird nichts gefragt.",
        "Rien n'est demandé en ce moment.",
        "现在没有问题要回答。",
    ),
    "deaf": (
        "The installation does not listen just now. Please try again.",
        "Die Installation hört gerade nicht zu. Bitte noch einmal.",
        "L'installation n'écoute pas en ce moment. Réessayez.",
        "装置现在没有回应，请再试。",
    ),
    "not_kept": (
        "It cannot be kept just now. Please try again.",
        "Es lässt sich gerade nicht festhalten. Bitte noch einmal.",
        "Impossible de l'enregistrer en ce moment. Réessayez.",
        "现在无法保存，请再试。",
    ),
    "between": ("{0} or {1}", "{0} oder {1}", "{0} ou {1}", "{0}或{1}"),
}


def said(language: str, key: str, *fillings: str | int) -> str:
    """The words of a key, with what goes into its gaps."""
    at = list(NAMES).index(language) if language in NAMES else 0
    return _WORDS[key][at].format(*fillings)


def chosen(asked: str, accepted: str) -> str:
    """The language to speak: the one asked for, else the first that the browser accepts and that there is."""
    wanted = [asked, *(part.partition(";")[0] for part in accepted.split(",")[:10])]
    known = (name.strip().partition("-")[0].lower() for name in wanted)
    return next((name for name in known if name in NAMES), "en")
