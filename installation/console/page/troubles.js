// What may be wrong, in words, and what to do: a key of console/faults.py, and both sentences in each language.

import { inLanguage } from "./words.js";

const TROUBLES = {
  engine_silent: [
    ["The installation does not answer.", "Wait ten seconds: it starts again by itself. If not, press Restart, or end it and start it again."],
    ["Die Installation antwortet nicht.", "Zehn Sekunden warten: sie beginnt von selbst neu. Sonst Neu starten, oder beenden und wieder starten."],
    ["L'installation ne répond pas.", "Attendez dix secondes : elle repart seule. Sinon, Redémarrer, ou arrêtez-la et relancez-la."],
    ["装置没有回应。", "等十秒：它会自己重新开始。不行就按重新启动，或者关掉再打开。"],
  ],
  wall_still: [
    ["The wall stands still.", "Wait ten seconds. If it stays so, end the installation and start it again: Restart cannot wake the wall."],
    ["Die Wand steht still.", "Zehn Sekunden warten. Bleibt es so, die Installation beenden und wieder starten: Neu starten weckt die Wand nicht."],
    ["Le mur est figé.", "Attendez dix secondes. Si cela dure, arrêtez l'installation et relancez-la : Redémarrer ne réveille pas le mur."],
    ["墙上的画面停住了。", "等十秒。还不行就关掉装置再打开：重新启动不能唤醒墙。"],
  ],
  sound_silent: [
    ["There is no sound device.", "Are the speakers plugged in and switched on? It finds them by itself within seconds."],
    ["Es gibt kein Tongerät.", "Sind die Lautsprecher angesteckt und an? Es findet sie in Sekunden von selbst."],
    ["Il n'y a pas d'appareil de son.", "Les haut-parleurs sont-ils branchés et allumés ? Elle les trouve seule en quelques secondes."],
    ["没有声音设备。", "扬声器插好并打开了吗？它会在几秒内自己找到。"],
  ],
  sound_lost: [
    ["The sound was lost.", "Wait ten seconds: it comes back by itself. If not, look at the speakers' cable, then press Restart."],
    ["Der Ton ging verloren.", "Zehn Sekunden warten: er kommt von selbst wieder. Sonst das Kabel der Lautsprecher prüfen, dann Neu starten."],
    ["Le son est perdu.", "Attendez dix secondes : il revient seul. Sinon, regardez le câble des haut-parleurs, puis Redémarrer."],
    ["声音丢失了。", "等十秒：它会自己恢复。不行就检查扬声器的线，再按重新启动。"],
  ],
  sound_safe: [
    ["The computer was too slow for the sound ({about} gaps).", "It plays on a little later than usual. Close other programs; then press Restart."],
    ["Der Rechner war zu langsam für den Ton ({about} Lücken).", "Es spielt etwas später als sonst weiter. Andere Programme schließen, dann Neu starten."],
    ["L'ordinateur était trop lent pour le son ({about} trous).", "Elle joue un peu plus tard que d'habitude. Fermez les autres programmes, puis Redémarrer."],
    ["电脑处理声音太慢（{about} 次中断）。", "它会比平时稍晚一点继续演奏。关闭其他程序，再按重新启动。"],
  ],
  port_lost: [
    ["The object is unplugged.", "Put its cable back in at both ends. Meanwhile the body on the screen plays."],
    ["Das Objekt ist ausgesteckt.", "Das Kabel an beiden Enden einstecken. Bis dahin spielt der Körper auf dem Schirm."],
    ["L'objet est débranché.", "Rebranchez son câble aux deux bouts. En attendant, le corps à l'écran joue."],
    ["物体被拔出了。", "把线的两端插好。在此期间屏幕上的身体可以演奏。"],
  ],
  one_lost: [
    ["Object {about} is unplugged.", "Put its cable back in at both ends. Meanwhile the other one plays."],
    ["Objekt {about} ist ausgesteckt.", "Sein Kabel an beiden Enden einstecken. Bis dahin spielt das andere."],
    ["L'objet {about} est débranché.", "Rebranchez son câble aux deux bouts. En attendant, l'autre joue."],
    ["物体 {about} 被拔出了。", "把它的线两端插好。在此期间另一个可以演奏。"],
  ],
  pad_open: [
    ["The pad “{about}” is not connected.", "Look at its cable. The other pads go on."],
    ["Das Feld „{about}“ ist nicht verbunden.", "Sein Kabel prüfen. Die anderen Felder spielen weiter."],
    ["La zone « {about} » n'est pas reliée.", "Regardez son câble. Les autres zones continuent."],
    ["按垫“{about}”没有连接。", "检查它的线。其他按垫照常。"],
  ],
  pad_short: [
    ["The pad “{about}” has a short circuit.", "Pull the object's cable out, look for bare wires, put it back in."],
    ["Das Feld „{about}“ hat einen Kurzschluss.", "Kabel des Objekts ziehen, nach blanken Drähten sehen, wieder einstecken."],
    ["La zone « {about} » est en court-circuit.", "Débranchez l'objet, cherchez des fils nus, rebranchez."],
    ["按垫“{about}”短路。", "拔出物体的线，看看有没有裸露的电线，再插回去。"],
  ],
  pad_stuck: [
    ["The pad “{about}” seems stuck.", "Does something lie on it? Take hands off for ten seconds; then ask a technician to recalibrate."],
    ["Das Feld „{about}“ scheint zu klemmen.", "Liegt etwas darauf? Zehn Sekunden Hände weg; dann die Technik um neues Einmessen bitten."],
    ["La zone « {about} » semble bloquée.", "Quelque chose est-il posé dessus ? Mains levées dix secondes ; puis demandez à la technique de réétalonner."],
    ["按垫“{about}”好像卡住了。", "上面放着东西吗？把手拿开十秒；然后请技术员重新校准。"],
  ],
  pad_noisy: [
    ["The pad “{about}” is noisy.", "Look at its cable, and keep chargers and phones away from it."],
    ["Das Feld „{about}“ rauscht.", "Sein Kabel prüfen; Ladegeräte und Telefone fernhalten."],
    ["La zone « {about} » est bruitée.", "Regardez son câble ; éloignez chargeurs et téléphones."],
    ["按垫“{about}”有干扰。", "检查它的线，让充电器和手机离远一些。"],
  ],
  window_lost: [
    ["The wall has no picture.", "Look at the projector's or screen's cable and power. The music goes on; the picture comes back by itself."],
    ["Die Wand hat kein Bild.", "Kabel und Strom des Projektors oder Schirms prüfen. Die Musik spielt weiter; das Bild kommt von selbst wieder."],
    ["Le mur n'a pas d'image.", "Regardez le câble et le courant du projecteur ou de l'écran. La musique continue ; l'image revient seule."],
    ["墙上没有画面。", "检查投影机或屏幕的线和电源。音乐照常；画面会自己恢复。"],
  ],
  slow_pictures: [
    ["The picture on the wall stutters.", "Close other programs on the computer. If it stays so, press Restart."],
    ["Das Bild an der Wand ruckelt.", "Andere Programme am Rechner schließen. Bleibt es so, Neu starten."],
    ["L'image au mur saccade.", "Fermez les autres programmes. Si cela dure, Redémarrer."],
    ["墙上的画面不流畅。", "关闭电脑上的其他程序。还不行就按重新启动。"],
  ],
  begun_again: [
    ["The installation had stopped and began again by itself.", "Nothing to do. If it happens again today, tell a technician."],
    ["Die Installation stand still und begann von selbst neu.", "Nichts zu tun. Geschieht es heute wieder, der Technik sagen."],
    ["L'installation s'était arrêtée et est repartie seule.", "Rien à faire. Si cela se reproduit aujourd'hui, dites-le à la technique."],
    ["装置停过，又自己重新开始了。", "不用做什么。今天再发生就告诉技术员。"],
  ],
  keeping_full: [
    ["Visits are not counted: the disk is full.", "Tell a technician to make room. What was counted is safe; counting goes on by itself."],
    ["Besuche werden nicht gezählt: die Platte ist voll.", "Der Technik sagen: Platz schaffen. Gezähltes ist sicher; es zählt von selbst weiter."],
    ["Les visites ne sont plus comptées : le disque est plein.", "Dites-le à la technique : il faut de la place. Rien de compté n'est perdu ; cela reprend seul."],
    ["参观没有被计数：磁盘满了。", "请技术员腾出空间。已有的计数不会丢；之后会自己继续。"],
  ],
  keeping_locked: [
    ["Visits wait to be written: another program holds their file.", "Close what reads data/visits.db. Nothing is lost meanwhile."],
    ["Besuche warten: ein anderes Programm hält ihre Datei.", "Schließen, was data/visits.db liest. Bis dahin geht nichts verloren."],
    ["Les visites attendent : un autre programme tient leur fichier.", "Fermez ce qui lit data/visits.db. Rien n'est perdu entre-temps."],
    ["参观等待写入：另一个程序占用了文件。", "关闭读取 data/visits.db 的程序。在此期间不会丢失。"],
  ],
  keeping_broken: [
    ["The file of visits is broken.", "Tell a technician: move data/visits.db away; a new one begins by itself."],
    ["Die Datei der Besuche ist beschädigt.", "Der Technik sagen: data/visits.db wegschieben; eine neue beginnt von selbst."],
    ["Le fichier des visites est abîmé.", "Dites-le à la technique : déplacez data/visits.db ; un nouveau commence seul."],
    ["参观的文件损坏了。", "请技术员把 data/visits.db 移走；会自己建立新文件。"],
  ],
  keeping_later: [
    ["The file of visits belongs to a newer version.", "Tell a technician: play with that version, or move data/visits.db away."],
    ["Die Datei der Besuche gehört zu einer neueren Version.", "Der Technik sagen: jene Version starten, oder data/visits.db wegschieben."],
    ["Le fichier des visites vient d'une version plus récente.", "Dites-le à la technique : prendre cette version, ou déplacer data/visits.db."],
    ["参观的文件属于更新的版本。", "请技术员使用那个版本，或者把 data/visits.db 移走。"],
  ],
  keeping_unwritable: [
    ["Visits are not counted: their file cannot be written.", "Tell a technician: the folder data must be there, and belong to whoever starts this."],
    ["Besuche werden nicht gezählt: ihre Datei lässt sich nicht schreiben.", "Der Technik sagen: der Ordner data muss da sein und dem gehören, der startet."],
    ["Les visites ne sont plus comptées : leur fichier ne peut être écrit.", "Dites-le à la technique : le dossier data doit être là, et à qui lance l'installation."],
    ["参观没有被计数：文件无法写入。", "请技术员检查：data 文件夹必须存在，并属于启动装置的用户。"],
  ],
  keeping_gone: [
    ["Visits are not counted: the program that counts them ended.", "Press Restart when nobody plays. The music goes on meanwhile."],
    ["Besuche werden nicht gezählt: das Zählprogramm ist zu Ende.", "Neu starten, wenn niemand spielt. Die Musik geht weiter."],
    ["Les visites ne sont plus comptées : le programme qui les compte s'est arrêté.", "Redémarrer quand personne ne joue. La musique continue."],
    ["参观没有被计数：计数程序停了。", "没人演奏时按重新启动。音乐照常。"],
  ],
  hot: [
    ["The computer is very hot.", "Give it air: nothing may stand before its openings. If it stays hot, switch it off for a while."],
    ["Der Rechner ist sehr heiß.", "Luft geben: nichts darf vor seinen Öffnungen stehen. Bleibt er heiß, eine Weile ausschalten."],
    ["L'ordinateur est très chaud.", "Donnez-lui de l'air : rien devant ses ouvertures. S'il reste chaud, éteignez-le un moment."],
    ["电脑很热。", "让它通风：出风口前不要放东西。还是热就关机一会儿。"],
  ],
  memory: [
    ["The computer is short of memory.", "Close other programs; then press Restart."],
    ["Dem Rechner fehlt Speicher.", "Andere Programme schließen, dann Neu starten."],
    ["L'ordinateur manque de mémoire.", "Fermez les autres programmes, puis Redémarrer."],
    ["电脑内存不足。", "关闭其他程序，再按重新启动。"],
  ],
  disk: [
    ["The disk is nearly full.", "Tell a technician: old recordings should be moved away."],
    ["Die Platte ist fast voll.", "Der Technik sagen: alte Aufzeichnungen gehören verschoben."],
    ["Le disque est presque plein.", "Dites-le à la technique : il faut déplacer d'anciens enregistrements."],
    ["磁盘快满了。", "告诉技术员：旧的记录应该移走。"],
  ],
};

export function trouble(language, name, about) {
  const [what, todo] = Object.hasOwn(TROUBLES, name) ? inLanguage(TROUBLES[name], language) : [name, ""];
  return { what: what.replace("{about}", about), todo };
}
